package docs

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
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
	case "gh":
		answer, err = w.gh(args)
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

func (w *world) az(args []string) (string, error) {
	command := strings.Join(args, " ")
	if err := w.refuses(strings.Join(args[:2], " ")); err != nil {
		return "", err
	}
	switch {
	case command == "cloud show --query name --output tsv":
		return w.Cloud + "\n", nil
	case command == "account show --query tenantId --output tsv":
		return tenantID + "\n", nil
	case !strings.HasPrefix(command, "rest --only-show-errors --output tsv --method "):
		return "", fmt.Errorf("az %s: unknown to the stand-in", command)
	}
	f := flag.NewFlagSet("az rest", flag.ContinueOnError)
	method, address, resource := f.String("method", "", ""), f.String("url", "", ""), f.String("resource", "", "")
	query, filter, body := f.String("query", "", ""), f.String("url-parameters", "", ""), f.String("body", "", "")
	err := f.Parse(args[4:])
	version, at, ok := strings.Cut(strings.TrimPrefix(*address, w.Graph+"/"), "/")
	if err != nil || !ok || *resource != w.Graph+"/" || !strings.HasPrefix(*address, w.Graph) {
		return "", fmt.Errorf("az %s: %v", command, err)
	}
	// v1.0 has no list of credentials where one of them is flexible; all else is v1.0.
	if list := path.Base(at) == "federatedIdentityCredentials" && *method == "get"; list != (version == "beta") {
		return "", fmt.Errorf("az %s: not in %s", command, version)
	}
	call := *method + " " + path.Base(at)
	if err := w.refuses(call); err != nil {
		return "", err
	}
	found := w.find(at, *filter)
	if *method != "get" {
		if found, err = w.change(call, at, *body); err != nil {
			return "", err
		}
		w.Writes = append(w.Writes, call)
	}
	if *query == "displayName" && len(found) == 0 {
		return "", errors.New("Not Found(Request_ResourceNotFound)")
	}
	return pick(found, *query)
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

func (w *world) change(call, at, body string) ([]object, error) {
	o := object{}
	err := json.Unmarshal([]byte(body), &o)
	if got := strings.Join(slices.Sorted(maps.Keys(o)), " "); err != nil || got != bodies[call] {
		return nil, fmt.Errorf("Bad Request(%s has %q, want %q: %v)", call, got, bodies[call], err)
	}
	if strings.HasPrefix(call, "patch ") {
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
