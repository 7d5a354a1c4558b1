// Package schema holds the program against the schema of a synchronization job:
// it makes bodies by the types that Microsoft publishes, and says where a body
// breaks them.
package schema

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

//go:embed testdata/synchronization.csdl
var csdl []byte

// Job is the name of the type of a job.
const Job = "synchronizationJob"

// Schema is the types of testdata/synchronization.csdl by their names.
type Schema struct {
	objects map[string]object
	enums   map[string][]string
}

type object struct {
	Name       string     `xml:"Name,attr"`
	Base       string     `xml:"BaseType,attr"`
	Properties []property `xml:"Property"`
}

type property struct {
	Name     string `xml:"Name,attr"`
	Type     string `xml:"Type,attr"`
	Nullable string `xml:"Nullable,attr"`
}

func (p property) nullable() bool { return p.Nullable != "false" }

// Load reads the schema.
func Load() (Schema, error) {
	var file struct {
		Enums []struct {
			Name    string `xml:"Name,attr"`
			Members []struct {
				Name string `xml:"Name,attr"`
			} `xml:"Member"`
		} `xml:"DataServices>Schema>EnumType"`
		Entities  []object `xml:"DataServices>Schema>EntityType"`
		Complexes []object `xml:"DataServices>Schema>ComplexType"`
	}
	if err := xml.Unmarshal(csdl, &file); err != nil {
		return Schema{}, fmt.Errorf("read the schema: %w", err)
	}
	s := Schema{map[string]object{}, map[string][]string{}}
	for _, o := range slices.Concat(file.Entities, file.Complexes) {
		s.objects[o.Name] = o
	}
	for _, e := range file.Enums {
		for _, m := range e.Members {
			s.enums[e.Name] = append(s.enums[e.Name], m.Name)
		}
	}
	return s, nil
}

// properties are those of a type and of the type that it extends.
func (s Schema) properties(name string) []property {
	o := s.objects[name]
	if o.Base == "" {
		return o.Properties
	}
	return append(s.properties(local(o.Base)), o.Properties...)
}

// local is the name of a type without its namespace.
func local(name string) string { return strings.TrimPrefix(name, "graph.") }

// element is the type of a collection's elements, empty for another type.
func element(name string) string {
	inner, ok := strings.CutPrefix(name, "Collection(")
	if !ok {
		return ""
	}
	return strings.TrimSuffix(inner, ")")
}

// Check returns where a body breaks a type, one line each.
func (s Schema) Check(name string, body []byte) []string {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return []string{err.Error()}
	}
	return s.check(name, value, name)
}

func (s Schema) check(kind string, value any, at string) []string {
	breaks := func(ok bool) []string {
		if ok {
			return nil
		}
		return []string{fmt.Sprintf("%s: %v is not of the type %s", at, value, kind)}
	}
	if inner := element(kind); inner != "" {
		list, ok := value.([]any)
		all := breaks(ok)
		for i, v := range list {
			all = append(all, s.check(inner, v, fmt.Sprintf("%s[%d]", at, i))...)
		}
		return all
	}
	text, isText := value.(string)
	switch kind {
	case "Edm.String":
		return breaks(isText)
	case "Edm.Boolean":
		_, ok := value.(bool)
		return breaks(ok)
	case "Edm.Int64":
		number, _ := value.(json.Number)
		_, err := number.Int64()
		return breaks(err == nil)
	case "Edm.DateTimeOffset":
		_, err := time.Parse(time.RFC3339Nano, text)
		return breaks(isText && err == nil)
	case "Edm.Duration":
		return breaks(duration.MatchString(text))
	}
	if members, ok := s.enums[local(kind)]; ok {
		return breaks(slices.Contains(members, text))
	}
	return s.checkObject(local(kind), value, at)
}

var duration = regexp.MustCompile(`^-?P(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$`)

// checkObject takes a property that is not there for one that was not asked for.
func (s Schema) checkObject(name string, value any, at string) []string {
	o, ok := value.(map[string]any)
	if !ok {
		return []string{fmt.Sprintf("%s: %v is not an object", at, value)}
	}
	var all []string
	known := map[string]bool{}
	for _, p := range s.properties(name) {
		known[p.Name] = true
		switch v, there := o[p.Name]; {
		case !there, v == nil && p.nullable():
		case v == nil:
			all = append(all, at+"."+p.Name+": null, which it cannot be")
		default:
			all = append(all, s.check(p.Type, v, at+"."+p.Name)...)
		}
	}
	for member := range o {
		if !known[member] && !strings.HasPrefix(member, "@") {
			all = append(all, at+"."+member+": not in the schema")
		}
	}
	slices.Sort(all)
	return all
}
