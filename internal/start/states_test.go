package start

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestStatesAreTried: the gate decides by the states that graph names, and by no
// other, and TestGate tries each of them.
func TestStatesAreTried(t *testing.T) {
	t.Parallel()
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
				for prefix, tried := range map[string][]string{"Status": codes, "Schedule": states} {
					if value, _ := strconv.Unquote(literal.Value); strings.HasPrefix(spec.Names[0].Name, prefix) && !slices.Contains(tried, value) {
						t.Errorf("TestGate does not try %s, %q", spec.Names[0].Name, value)
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
