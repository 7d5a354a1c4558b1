package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
)

// Predicates of the two attestations that an image has to have, as actions/attest
// writes them: https://github.com/actions/attest.
const (
	provenance = "https://slsa.dev/provenance/v1"
	sbom       = "https://spdx.dev/Document/v2.3"
)

var commitPattern = regexp.MustCompile(`^[0-9a-f]{40}$`)

// verified is what is needed of the answer of gh attestation verify.
type verified struct {
	VerificationResult struct {
		Signature struct {
			Certificate struct {
				Commit string `json:"sourceRepositoryDigest"`
			} `json:"certificate"`
		} `json:"signature"`
		Statement struct {
			Predicate json.RawMessage `json:"predicate"`
		} `json:"statement"`
	} `json:"verificationResult"`
}

// checkAttested checks that release.yml of repo built and signed the image on
// main, on GitHub's own runners. It prints the commit that it was built from,
// and writes its list of contents to sbomFile unless that is empty.
func checkAttested(out io.Writer, image reference, repo, sbomFile string) error {
	if err := image.check(); err != nil {
		return err
	}
	built, _, err := attestation(image, repo, provenance)
	if err != nil {
		return err
	}
	listed, contents, err := attestation(image, repo, sbom)
	if err != nil {
		return err
	}
	if listed != built {
		return fmt.Errorf("the image %s was built from %s, and its list of contents from %s", image.digest, built, listed)
	}
	if sbomFile != "" {
		if err := os.WriteFile(sbomFile, contents, 0o644); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(out, built)
	return err
}

// attestation gives the commit that one kind of attestation names, and what it says.
func attestation(image reference, repo, predicate string) (string, json.RawMessage, error) {
	cmd := exec.Command("gh", "attestation", "verify", "oci://"+image.name+"@"+image.digest,
		"--repo", repo,
		"--signer-workflow", repo+"/.github/workflows/release.yml",
		"--source-ref", "refs/heads/main",
		"--deny-self-hosted-runners",
		"--predicate-type", predicate,
		"--format", "json")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	answer, err := cmd.Output()
	if err != nil {
		return "", nil, fmt.Errorf("the image %s has no attestation of the kind %s that release.yml signed on main (%w: %s)",
			image.digest, predicate, err, strings.Join(strings.Fields(stderr.String()), " "))
	}
	var found []verified
	if err := json.Unmarshal(answer, &found); err != nil {
		return "", nil, fmt.Errorf("read the answer of gh attestation verify: %w", err)
	}
	if len(found) == 0 {
		return "", nil, fmt.Errorf("the image %s has no attestation of the kind %s", image.digest, predicate)
	}
	first := found[0].VerificationResult
	for _, f := range found {
		commit := f.VerificationResult.Signature.Certificate.Commit
		if !commitPattern.MatchString(commit) || commit != first.Signature.Certificate.Commit {
			return "", nil, fmt.Errorf("the attestations of the image %s name no one commit: %q", image.digest, commit)
		}
	}
	return first.Signature.Certificate.Commit, first.Statement.Predicate, nil
}
