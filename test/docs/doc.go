// Package docs holds no code but the tests that keep the documentation true:
// README.md, the pages and the script under docs.
package docs
