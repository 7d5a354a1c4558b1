package docs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
)

// directory is a tenant as docs/setup.sh can see and change it. The stand-in
// for az keeps it in a file between calls.
type directory struct {
	// Cloud and Graph are what az is set to.
	Cloud, Graph string
	SignedOut    bool
	// Refuse counts the requests to come that are refused, by method and last
	// segment of the path: a tenant that does not know the new app yet, or a
	// user who may not.
	Refuse  map[string]int
	Objects map[string][]object // by path below /v1.0/
	// Calls are the requests so far, as "post applications".
	Calls []string
}

type object map[string]any

func load(file string) (*directory, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	d := new(directory)
	return d, json.Unmarshal(b, d)
}

func (d *directory) save(file string) error {
	b, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, b, 0o600)
}

// posts are the collections that can be added to, with the members of their
// bodies; any other request that changes something is refused.
var posts = map[string][]string{
	"applications":                 {"displayName", "signInAudience", "requiredResourceAccess"},
	"servicePrincipals":            {"appId"},
	"federatedIdentityCredentials": {"name", "issuer", "subject", "audiences"},
	"appRoleAssignments":           {"principalId", "resourceId", "appRoleId"},
	"$ref":                         {"@odata.id"},
}

// request does one request of Microsoft Graph.
func (d *directory) request(method, path string, query url.Values, body string) (any, error) {
	segments := strings.Split(path, "/")
	last := segments[len(segments)-1]
	d.Calls = append(d.Calls, method+" "+path)
	if key := method + " " + last; d.Refuse[key] > 0 {
		d.Refuse[key]--
		return nil, errors.New(`Forbidden({"error":{"code":"Authorization_RequestDenied"}})`)
	}
	if method == "post" {
		return d.add(path, last, body)
	}
	if body != "" {
		return nil, errors.New("a GET has no body")
	}
	if len(segments) == 2 {
		for _, o := range d.Objects[segments[0]] {
			if o["id"] == segments[1] {
				return o, nil
			}
		}
		return nil, errors.New(`Not Found({"error":{"code":"Request_ResourceNotFound"}})`)
	}
	return d.list(path, query)
}

// list is a collection, filtered by FIELD eq 'VALUE'.
func (d *directory) list(path string, query url.Values) (any, error) {
	found := slices.Clone(d.Objects[path])
	if filter := query.Get("$filter"); filter != "" {
		field, value, ok := strings.Cut(filter, " eq ")
		if !ok || len(value) < 2 || value[0] != '\'' || value[len(value)-1] != '\'' {
			return nil, fmt.Errorf("Bad Request(%s)", filter)
		}
		value = strings.ReplaceAll(value[1:len(value)-1], "''", "'")
		found = slices.DeleteFunc(found, func(o object) bool { return o[field] != value })
	}
	return map[string]any{"value": found}, nil
}

// add creates an object: its body has exactly the members it should, and the
// collection takes none twice.
func (d *directory) add(path, last, body string) (any, error) {
	made := object{}
	decoder := json.NewDecoder(strings.NewReader(body))
	if err := decoder.Decode(&made); err != nil || decoder.More() {
		return nil, fmt.Errorf("Bad Request(%s)", body)
	}
	members := slices.Clone(posts[last])
	for name := range made {
		at := slices.Index(members, name)
		if at < 0 {
			return nil, fmt.Errorf("Bad Request(%s: %s)", path, name)
		}
		members = slices.Delete(members, at, at+1)
	}
	if len(members) > 0 {
		return nil, fmt.Errorf("Bad Request(%s lacks %q)", path, members)
	}
	if last == "$ref" {
		path = strings.TrimSuffix(path, "/$ref")
		id, ok := strings.CutPrefix(made["@odata.id"].(string), d.Graph+"/v1.0/directoryObjects/")
		if !ok || len(d.filter("servicePrincipals", "id", id)) != 1 {
			return nil, fmt.Errorf("Bad Request(%s)", body)
		}
		made = object{"id": id}
	}
	for _, there := range d.Objects[path] {
		if same(there, made) {
			return nil, errors.New(`Conflict({"error":{"code":"Request_MultipleObjectsWithSameKeyValue"}})`)
		}
	}
	if last != "$ref" {
		made["id"] = fmt.Sprintf("00000000-0000-4000-8000-%012d", len(d.Calls))
	}
	if last == "applications" {
		made["appId"] = fmt.Sprintf("10000000-0000-4000-8000-%012d", len(d.Calls))
	}
	d.Objects[path] = append(d.Objects[path], made)
	return made, nil
}

func (d *directory) filter(path, field, value string) []object {
	return slices.DeleteFunc(slices.Clone(d.Objects[path]), func(o object) bool { return o[field] != value })
}

// same reports whether there holds all that made holds.
func same(there, made object) bool {
	for name := range made {
		a, _ := json.Marshal(there[name])
		b, _ := json.Marshal(made[name])
		if !bytes.Equal(a, b) {
			return false
		}
	}
	return true
}
