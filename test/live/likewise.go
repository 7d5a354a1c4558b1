package main

import (
	"crypto/x509"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"start-synchronization-job/internal/graph"
	"start-synchronization-job/internal/inputs"
	"start-synchronization-job/test/simulator"
)

// simulated starts a simulator whose caller and whose job are like the ones of
// w, and returns its world. What the simulator does is asked of it there, and
// written down nowhere else. end stops it.
func (w *world) simulated() (likewise *world, end func(), err error) {
	config := simulator.Config{Cloud: w.in.Cloud.Name, Others: true, Now: time.Now()}
	refused := w.list.err == nil && w.list.status != http.StatusOK
	if w.token != "" {
		config.Roles = w.claims.Permissions()
		config.NoRoles = len(config.Roles) == 0
		config.NotOwner = refused
	}
	if config.Job, err = w.state.likewise(); err != nil {
		return nil, nil, err
	}
	sim, err := simulator.Start(config)
	if err != nil {
		return nil, nil, err
	}
	in := inputs.Inputs{
		TenantID: simulator.TenantID, ClientID: simulator.ClientID, ServicePrincipalID: simulator.ServicePrincipalID,
		JobID: simulator.JobID, Cloud: w.in.Cloud, Audience: w.in.Cloud.Audience,
	}
	if w.in.AccessToken != "" {
		in.AccessToken = sim.GraphToken(simulator.TokenOptions{
			Delegated: w.claims.Delegated(), Scopes: w.claims.Scopes, NoRole: refused,
		})
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(sim.CAPEM())
	likewise = newWorld(in, sim.Env(), http.ProxyURL(&url.URL{Scheme: "http", Host: sim.Addr()}), roots)
	likewise.starts = w.starts
	return likewise, sim.Close, nil
}

// state is what matters of a job for the body that it has.
type state struct {
	name           string // as the simulator has it; empty where the job is not known
	code, schedule string
	quarantined    bool // or was, and was paused in it
}

func stateOf(body []byte) state {
	var job struct {
		Status struct {
			Code       string
			Quarantine *struct{}
		}
		Schedule struct{ State string }
	}
	_ = json.Unmarshal(body, &job)
	s := state{code: job.Status.Code, schedule: job.Schedule.State, quarantined: job.Status.Quarantine != nil}
	switch s.code {
	case graph.StatusPaused:
		s.name = "paused"
	case graph.StatusQuarantine:
		s.name = "quarantine"
	case graph.StatusActive:
		s.name = "active"
	case graph.StatusNotRun, graph.StatusNotConfigured:
		s.name = "new"
		if s.schedule == graph.ScheduleActive {
			s.name = "just-started"
		}
	}
	return s
}

// likewise is a job of the simulator's in the same state.
func (s state) likewise() ([]byte, error) {
	switch {
	case s.name == "", s.name == "paused" && !s.quarantined:
		return simulator.Paused(), nil
	}
	var config simulator.Config
	_, _, err := config.Choose(s.name, "")
	return simulator.With(config.Job, "status.code", s.code, "schedule.state", s.schedule), err
}

// permissions are the documented ones among a token's, and how many others.
func permissions(all []string) string {
	var known []string
	others := 0
	for _, one := range all {
		switch one {
		case simulator.RoleOwnedBy, simulator.RoleReadWrite, simulator.RoleRead:
			known = append(known, one)
		default:
			others++
		}
	}
	if others > 0 {
		known = append(known, "others")
	}
	if len(known) == 0 {
		return "none"
	}
	return strings.Join(known, ", ")
}
