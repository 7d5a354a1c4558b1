package docs

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"
)

// standIns are the programs that the test binary plays. They share a
// directory, in the file that directoryFile names.
var standIns = map[string]func(args []string) error{
	"az":    playAz,
	"gh":    playGh,
	"sleep": func([]string) error { return nil },
}

// The environment of the stand-ins.
const (
	directoryFile = "DOCS_TEST_DIRECTORY"
	ghAnswer      = "DOCS_TEST_GH" // what gh prints; where empty, it fails
)

func playGh(args []string) error {
	const endpoint = "repos/octo-org/octo-repo/actions/oidc/customization/sub"
	if got := strings.Join(args[:min(2, len(args))], " "); got != "api "+endpoint {
		return fmt.Errorf("gh %s", got)
	}
	if os.Getenv(ghAnswer) == "" {
		return errors.New("gh: To get started with GitHub CLI, please run:  gh auth login")
	}
	fmt.Println(os.Getenv(ghAnswer))
	return nil
}

// playAz is as strict as it can be: it knows the calls that docs/setup.sh makes
// and no others.
func playAz(args []string) error {
	file := os.Getenv(directoryFile)
	d, err := load(file)
	if err != nil {
		return err
	}
	switch command := strings.Join(args, " "); {
	case command == "cloud show --query name --output tsv":
		fmt.Println(d.Cloud)
	case command == "account show --query tenantId --output tsv" && d.SignedOut:
		return errors.New("Please run 'az login' to setup account.")
	case command == "account show --query tenantId --output tsv":
		fmt.Println(tenantID)
	case args[0] == "rest" && !d.SignedOut:
		answer, err := d.rest(args[1:])
		if saved := d.save(file); saved != nil {
			return saved
		}
		if err != nil {
			return err
		}
		fmt.Print(answer)
	default:
		return fmt.Errorf("az %s: unknown to the stand-in", command)
	}
	return nil
}

// rest is az rest: it takes the arguments apart, does the request, and prints
// what --query picks as tab-separated values.
func (d *directory) rest(args []string) (string, error) {
	given := map[string]string{}
	for len(args) > 0 {
		switch name := args[0]; name {
		case "--only-show-errors":
			args = args[1:]
		case "--output", "--method", "--url", "--resource", "--query", "--url-parameters", "--body":
			if len(args) < 2 || given[name] != "" {
				return "", fmt.Errorf("az rest: %s", name)
			}
			given[name], args = args[1], args[2:]
		default:
			return "", fmt.Errorf("az rest: unrecognized arguments: %s", name)
		}
	}
	path, ok := strings.CutPrefix(given["--url"], d.Graph+"/v1.0/")
	if !ok || given["--resource"] != d.Graph+"/" || given["--output"] != "tsv" {
		return "", fmt.Errorf("az rest: %v", given)
	}
	query := url.Values{}
	if parameter := given["--url-parameters"]; parameter != "" {
		name, value, _ := strings.Cut(parameter, "=")
		query.Set(name, value)
	}
	answer, err := d.request(given["--method"], path, query, given["--body"])
	if err != nil || strings.HasSuffix(path, "/$ref") { // 204, no body
		return "", err
	}
	if given["--query"] == "" {
		return "the whole object\n", nil
	}
	return pick(answer, given["--query"])
}

var (
	eachPattern = regexp.MustCompile(`^value\[\]\.\[([A-Za-z0-9,\[\]]+)\]$`)
	rowPattern  = regexp.MustCompile(`^\[\[([A-Za-z,]+)\]\]$`)
)

// pick is as much of JMESPath as docs/setup.sh uses: value[].[A,B], [[A,B]] and A.
func pick(answer any, query string) (string, error) {
	var rows strings.Builder
	if m := eachPattern.FindStringSubmatch(query); m != nil {
		for _, o := range answer.(map[string]any)["value"].([]object) {
			rows.WriteString(row(o, m[1]))
		}
		return rows.String(), nil
	}
	if m := rowPattern.FindStringSubmatch(query); m != nil {
		return row(answer.(object), m[1]), nil
	}
	if strings.ContainsAny(query, "[]., ") {
		return "", fmt.Errorf("az rest: --query %s: unknown to the stand-in", query)
	}
	return row(answer.(object), query), nil
}

func row(o object, fields string) string {
	var cells []string
	for field := range strings.SplitSeq(fields, ",") {
		name, first := strings.CutSuffix(field, "[0]")
		cell := o[name]
		if list, ok := cell.([]any); ok && first {
			cell = list[0]
		}
		if cell == nil {
			cell = "None" // as az prints null
		}
		cells = append(cells, fmt.Sprint(cell))
	}
	return strings.Join(cells, "\t") + "\n"
}
