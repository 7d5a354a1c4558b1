package docs

import (
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// form is an issue form,
// https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
type form struct {
	Name, Description string
	Labels            []string
	Body              []struct {
		Type, ID   string
		Attributes struct {
			Label, Description, Placeholder, Value string
			Options                                []string
		}
		Validations struct{ Required bool }
	}
}

func decodeForm(t *testing.T, name string) form {
	t.Helper()
	var f form
	d := yaml.NewDecoder(strings.NewReader(read(t, ".github/ISSUE_TEMPLATE/"+name)))
	d.KnownFields(true)
	if err := d.Decode(&f); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return f
}

// The forms are ones that GitHub takes, and warn of what must not be public.
func TestForms(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"bug.yml", "missing-hint.yml", "tenant.yml"} {
		f := decodeForm(t, name)
		if f.Name == "" || f.Description == "" || !strings.Contains(f.Body[0].Attributes.Value, "Leave out tokens") {
			t.Errorf("%s lacks a name, a description or the warning", name)
		}
		for _, field := range f.Body[1:] {
			if !slices.Contains([]string{"input", "textarea", "dropdown"}, field.Type) || field.ID == "" || field.Attributes.Label == "" {
				t.Errorf("%s: %+v is no field", name, field)
			}
		}
	}
}

// What CODEOWNERS names exists.
func TestOwners(t *testing.T) {
	t.Parallel()
	for line := range strings.Lines(read(t, ".github/CODEOWNERS")) {
		if file, _, ok := strings.Cut(strings.TrimPrefix(line, "/"), " "); ok && line[0] != '#' && !exists(file) {
			t.Errorf("%s does not exist", file)
		}
	}
}
