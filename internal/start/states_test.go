package start

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestStatesAreTried: the gate decides by the states that graph names, and by no
// other, TestGate tries each of them, and README.md says what is done with it.
func TestStatesAreTried(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, results, _ := strings.Cut(string(readme), "\n## Results\n")
	results, _, _ = strings.Cut(results, "\n## ")
	for _, file := range []struct {
		name  string
		visit func(ast.Node) bool
	}{
		{"gate.go", func(n ast.Node) bool {
			clause, ok := n.(*ast.CaseClause)
			for i := 0; ok && i < len(clause.List); i++ {
				if literal, ok := clause.List[i].(*ast.BasicLit); ok {
					t.Errorf("the gate decides by %s, which has no name in package graph", literal.Value)
				}
			}
			return true
		}},
		{"../graph/job.go", func(n ast.Node) bool {
			spec, _ := n.(*ast.ValueSpec)
			if spec == nil || len(spec.Values) != 1 {
				return true
			}
			if literal, ok := spec.Values[0].(*ast.BasicLit); ok {
				value, _ := strconv.Unquote(literal.Value)
				for prefix, tried := range map[string][]string{"Status": codes, "Schedule": states} {
					switch name := spec.Names[0].Name; {
					case !strings.HasPrefix(name, prefix):
					case !slices.Contains(tried, value):
						t.Errorf("TestGate does not try %s, %q", name, value)
					case !strings.Contains(results, "`"+value+"`"):
						t.Errorf("README.md, Results, does not name %s, %q", name, value)
					}
				}
			}
			return true
		}},
	} {
		parsed, err := parser.ParseFile(token.NewFileSet(), file.name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, file.visit)
	}
}
