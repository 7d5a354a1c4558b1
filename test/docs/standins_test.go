package docs

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
)

// world is a tenant and a repository as docs/setup.sh can see and change them.
// The stand-ins for az and gh keep it in a file between calls. They know the
// calls that the script makes, and no others.
type world struct {
	Cloud, Graph string              // what az is set to
	Objects      map[string][]object // of the tenant, by path
	Subjects     object              // what GitHub says of the repository's
	Environments []object
	Variables    map[string]string
	Refuse       map[string]int // how many calls to come are refused, by their first two words
	CRLF         bool           // whether az ends its lines as it does on Windows
	Writes       []string       // the calls that changed something, likewise
}

type object map[string]any

const worldFile = "DOCS_TEST_WORLD"

// standIn is one call of az or gh.
func standIn(program string, args []string) error {
	b, err := os.ReadFile(os.Getenv(worldFile))
	w, answer := new(world), ""
	if err := errors.Join(err, json.Unmarshal(b, w)); err != nil {
		return err
	}
	switch program {
	case "az":
		answer, err = w.az(args)
		if w.CRLF {
			answer = strings.ReplaceAll(answer, "\n", "\r\n")
		}
	case "gh":
		answer, err = w.gh(args)
	case "docker", "kubectl", "buildkite-agent", "curl":
		answer, err = other(program, args)
	}
	fmt.Print(answer)
	return errors.Join(err, w.save(os.Getenv(worldFile)))
}

func (w *world) save(file string) error {
	b, err := json.Marshal(w)
	return errors.Join(err, os.WriteFile(file, b, 0o600))
}

func (w *world) refuses(call string) error {
	if w.Refuse[call] == 0 {
		return nil
	}
	w.Refuse[call]--
	return errors.New(call + ": Forbidden")
}

func (w *world) gh(args []string) (string, error) {
	command, _, query := strings.Cut(strings.Join(args, " "), " --jq ")
	command = strings.ReplaceAll(command, "repos/octo-org/octo-repo/", "")
	made, put := strings.CutPrefix(command, "api --silent --method PUT environments/")
	value, set := strings.CutPrefix(command, "variable set ENTRA_")
	name, value, repo := strings.Cut(value, " --repo octo-org/octo-repo --body ")
	if err := w.refuses(command); err != nil {
		return "", err
	}
	switch {
	case command == "auth status":
		return "", nil
	case query && command == "api actions/oidc/customization/sub":
		return jq(args, w.Subjects)
	case query && command == "api --paginate actions/variables?per_page=30":
		list := []object{}
		for name, value := range w.Variables {
			list = append(list, object{"name": name, "value": value})
		}
		return jq(args, object{"variables": list})
	case query && command == "api --paginate environments?per_page=100":
		return jq(args, object{"environments": w.Environments})
	case query && command == "api repos/octo-org/octo-repo":
		return jq(args, object{"id": 456789, "owner": object{"id": 123456}})
	case query && command == "api commits/v1.2.3":
		return jq(args, object{"sha": commit})
	case command == "api --method PUT actions/oidc/customization/sub -F use_default=true -F use_immutable_subject=true":
		return "{}", nil
	case strings.HasPrefix(command, "variable delete ENTRA_"):
		return "", w.deleteVariable(strings.TrimPrefix(command, "variable delete "))
	case strings.HasPrefix(command, "attestation verify "):
		return "", known(args[2:], "repo", "signer-workflow", "source-ref", "deny-self-hosted-runners=")
	case put:
		name, err := url.PathUnescape(made)
		w.Environments = append(w.Environments, object{"name": name, "protection_rules": []object{}})
		w.Writes = append(w.Writes, "make environment")
		return "", err
	case set && repo:
		w.Variables["ENTRA_"+name] = value
		w.Writes = append(w.Writes, "set variable")
		return "", nil
	}
	return "", fmt.Errorf("gh %s: unknown to the stand-in", command)
}

// jq is what the --jq of gh does with an answer.
func jq(args []string, answer object) (string, error) {
	b, err := json.Marshal(answer)
	cmd := exec.Command("jq", "-r", args[len(args)-1])
	cmd.Stdin, cmd.Stderr = strings.NewReader(string(b)), os.Stderr
	out, failed := cmd.Output()
	return string(out), errors.Join(err, failed)
}
