// Command release holds the steps of .github/workflows/release.yml that decide
// something: whether a release may go on, and what its files say. Each ends in
// silence, or the release stops with one sentence.
//
// The image is built once, on main, from a commit A, and named by digest from
// then on. A pull request from A to the branch release/vN writes that digest
// into action.yml; the tag of the release stands on the result.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

const usage = `usage: go run ./internal/release COMMAND

  notes -version V                        print what CHANGELOG.md says about V
  pin -version V -image NAME -digest D    write the image into action.yml
  check -version V -image NAME -branch B  check the tag V, and print the digest that it names
  attested -version V -image NAME -digest D -repo OWNER/REPO [-sbom FILE]
                                          check who built the image, and print the commit that it was built from
  unchanged -version V -built A           check that the tag V holds nothing but what was at A
  binaries -version V -commit A -out DIR  build the binaries for every platform, with their checksums
`

var errUsage = errors.New("no such command")

func main() {
	err := run(os.Stdout, ".", os.Args[1:])
	if errors.Is(err, errUsage) {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, annotated(err, os.Getenv("GITHUB_ACTIONS") == "true"))
		os.Exit(1)
	}
}

// annotated is the sentence on which a release stops, as GitHub's page of the
// run shows it when there is one.
func annotated(err error, onGitHub bool) string {
	if onGitHub {
		return fmt.Sprintf("::error title=The release stops::%v", err)
	}
	return fmt.Sprintf("The release stops: %v", err)
}

// run does one command in the repository at dir.
func run(out io.Writer, dir string, args []string) error {
	if len(args) == 0 {
		return errUsage
	}
	var image reference
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	flags.StringVar(&image.version, "version", "", "version, such as v1.2.3")
	flags.StringVar(&image.name, "image", "", "name of the image, such as ghcr.io/OWNER/start-synchronization-job")
	flags.StringVar(&image.digest, "digest", "", "digest of the image, sha256:…")
	branch := flags.String("branch", "", "branch that releases stand on")
	built := flags.String("built", "", "commit that the image was built from")
	repo := flags.String("repo", "", "repository on GitHub, OWNER/REPO")
	sbomFile := flags.String("sbom", "", "file for the image's list of contents")
	commit := flags.String("commit", "", "commit to stamp into the binaries")
	dist := flags.String("out", "dist", "directory for the binaries")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	if !versionPattern.MatchString(image.version) {
		return fmt.Errorf("%q is not a version such as v1.2.3", image.version)
	}
	switch args[0] {
	case "notes":
		return printNotes(out, dir, image.version)
	case "pin":
		return pinAction(dir, image)
	case "check":
		return checkTag(out, repository(dir), image, *branch)
	case "attested":
		return checkAttested(out, image, *repo, *sbomFile)
	case "unchanged":
		return checkUnchanged(repository(dir), image.version, *built)
	case "binaries":
		return buildBinaries(dir, *dist, image.version, *commit)
	}
	return errUsage
}
