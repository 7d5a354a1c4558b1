// Package hostile has texts that others wrote, and secrets, stand wherever one
// can: in inputs, in what servers say, and in the job.
package hostile
