package docs

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

func (w *world) az(args []string) (string, error) {
	if err := w.refuses(strings.Join(args[:2], " ")); err != nil {
		return "", err
	}
	switch command := strings.Join(args, " "); command {
	case "cloud show --query name --output tsv":
		return w.Cloud + "\n", nil
	case "account show --query tenantId --output tsv":
		return tenantID + "\n", nil
	case "login --allow-no-subscriptions":
		return "", nil
	case "account get-access-token --resource https://graph.microsoft.com --query accessToken --output tsv":
		return "a.b.c\n", nil
	}
	r, err := w.request(args)
	if err != nil {
		return "", fmt.Errorf("az %q: %w", args, err)
	}
	return w.answer(r)
}

// request is one of Microsoft Graph.
type request struct{ method, path, query, filter, body string }

// call names a request by its method and the last segment of its path.
func (r request) call() string { return r.method + " " + path.Base(r.path) }

// request reads the arguments of az rest.
func (w *world) request(args []string) (r request, err error) {
	if args[0] != "rest" {
		return r, errors.New("unknown to the stand-in")
	}
	var address, resource string
	f := flag.NewFlagSet("az rest", flag.ContinueOnError)
	f.Bool("only-show-errors", false, "")
	f.String("output", "", "")
	for name, value := range map[string]*string{
		"method": &r.method, "url": &address, "resource": &resource, "query": &r.query, "url-parameters": &r.filter, "body": &r.body,
	} {
		f.StringVar(value, name, "", "")
	}
	if err := f.Parse(args[1:]); err != nil {
		return r, err
	}
	if resource != w.Graph+"/" {
		return r, fmt.Errorf("resource %s", resource)
	}
	// v1.0 has no list of credentials where one of them is flexible; all else
	// is v1.0.
	version := w.Graph + "/v1.0/"
	if r.method == "get" && strings.HasSuffix(address, "/federatedIdentityCredentials") {
		version = w.Graph + "/beta/"
	}
	var ok bool
	if r.path, ok = strings.CutPrefix(address, version); !ok {
		return r, errors.New("not below " + version)
	}
	return r, nil
}

func (w *world) answer(r request) (string, error) {
	if err := w.refuses(r.call()); err != nil {
		return "", err
	}
	if m := byClientID.FindStringSubmatch(r.path); r.method == "delete" && m != nil {
		w.Writes = append(w.Writes, "delete application")
		return "", w.deleteApplication(m[1])
	}
	found := w.find(r.path, r.filter)
	if r.method != "get" {
		var err error
		if found, err = w.change(r); err != nil {
			return "", err
		}
		w.Writes = append(w.Writes, r.call())
	}
	if r.query == "displayName" && len(found) == 0 {
		return "", errors.New("Not Found(Request_ResourceNotFound)")
	}
	return pick(found, r.query)
}

var filterPattern = regexp.MustCompile(`^\$filter=(\w+) eq '(.*)'$`)

// find is the objects of a collection, or the one that the path names.
func (w *world) find(at, filter string) []object {
	field, value := "id", path.Base(at)
	if m := filterPattern.FindStringSubmatch(filter); m != nil {
		field, value = m[1], strings.ReplaceAll(m[2], "''", "'")
	} else if strings.Count(at, "/") != 1 {
		return w.Objects[at]
	} else {
		at = path.Dir(at)
	}
	return slices.DeleteFunc(slices.Clone(w.Objects[at]), func(o object) bool { return o[field] != value })
}

var byClientID = regexp.MustCompile(`^applications\(appId='([0-9a-f-]+)'\)$`)

// deleteApplication deletes what Entra deletes with an app registration.
func (w *world) deleteApplication(clientID string) error {
	before := len(w.Objects["applications"])
	for _, objects := range []string{"applications", "servicePrincipals"} {
		for _, o := range w.Objects[objects] {
			if o["appId"] == clientID {
				maps.DeleteFunc(w.Objects, func(at string, _ []object) bool { return strings.HasPrefix(at, objects+"/"+o["id"].(string)) })
			}
		}
		w.Objects[objects] = slices.DeleteFunc(w.Objects[objects], func(o object) bool { return o["appId"] == clientID })
	}
	if len(w.Objects["applications"]) == before {
		return errors.New("Not Found(Request_ResourceNotFound)")
	}
	return nil
}

// bodies are the members that the body of a change has to have, no more and no
// fewer.
var bodies = map[string]string{
	"post applications":                 "displayName requiredResourceAccess signInAudience",
	"post servicePrincipals":            "appId",
	"post federatedIdentityCredentials": "audiences issuer name subject",
	"post appRoleAssignments":           "appRoleId principalId resourceId",
	"post $ref":                         "@odata.id",
	"patch credential-1":                "audiences",
}

func (w *world) change(r request) ([]object, error) {
	o, at := object{}, r.path
	if err := json.Unmarshal([]byte(r.body), &o); err != nil {
		return nil, fmt.Errorf("Bad Request(%s: %w)", r.call(), err)
	}
	if got := strings.Join(slices.Sorted(maps.Keys(o)), " "); got != bodies[r.call()] {
		return nil, fmt.Errorf("Bad Request(%s has %q, want %q)", r.call(), got, bodies[r.call()])
	}
	if r.method == "patch" {
		maps.Copy(w.Objects[path.Dir(at)][1], o)
		return nil, nil
	}
	n := len(w.Writes)
	o["id"] = fmt.Sprintf("00000000-0000-4000-8000-%012d", n)
	if at == "applications" {
		o["appId"] = fmt.Sprintf("10000000-0000-4000-8000-%012d", n)
	}
	if id, ok := o["@odata.id"].(string); ok {
		at, o = path.Dir(at), object{"id": strings.TrimPrefix(id, w.Graph+"/v1.0/directoryObjects/")}
	}
	w.Objects[at] = append(w.Objects[at], o)
	return []object{o}, nil
}

// picks are the queries that docs/setup.sh has: value[].[A,B], [[A,B]] and A.
var picks = regexp.MustCompile(`^(?:value\[\]\.\[(.+)\]|\[\[(.+)\]\]|([A-Za-z]+))$`)

// pick prints the fields of objects as az --output tsv does.
func pick(found []object, query string) (string, error) {
	m := picks.FindStringSubmatch(query)
	if query == "" || m == nil {
		return "", nil
	}
	var rows strings.Builder
	for _, o := range found {
		var cells []string
		for field := range strings.SplitSeq(m[1]+m[2]+m[3], ",") {
			cell := o[field]
			if list, ok := o[strings.TrimSuffix(field, "[0]")].([]any); ok {
				cell = list[0]
			}
			cells = append(cells, fmt.Sprint(cell))
		}
		rows.WriteString(strings.Join(cells, "\t") + "\n")
	}
	return rows.String(), nil
}
