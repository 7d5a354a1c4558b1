package report

import (
	"errors"
	"io/fs"
	"os"
)

// The variables that name the runner's files.
const (
	outputFile  = "GITHUB_OUTPUT"
	summaryFile = "GITHUB_STEP_SUMMARY"
)

// output is a value as the runner reads it from the file of GITHUB_OUTPUT:
// https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#multiline-strings.
func output(name, value string) string {
	return name + "<<" + delimiter + "\n" + value + "\n" + delimiter + "\n"
}

// appendTo adds text to the file that a variable names, with one write, and
// takes back what came of it where that failed: half of an output is worse than
// none. Only a regular file is opened, or a link to one: a FIFO that nobody
// reads would hold the run for good. One that is not there is made.
func (r *Reporter) appendTo(variable, text string) error {
	path := r.getenv(variable)
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return &notRegularError{Mode: info.Mode()}
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	if info, err = file.Stat(); err != nil {
		return err
	}
	if _, err := file.WriteString(text); err != nil {
		_ = file.Truncate(info.Size())
		return err
	}
	return file.Close()
}
