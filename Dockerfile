# The image of the action: one static binary and a CA bundle, nothing else.
# Read by BuildKit and by the classic builder alike, which some local runners
# use: no "# syntax=" line, no mounts, no here-documents.

# The compiler runs on the builder's own platform and crosses to the target's.
# The classic builder leaves BUILDPLATFORM unset; "linux" then means its own.
FROM --platform=${BUILDPLATFORM:-linux} golang:1.26.9-alpine@sha256:3082400e369fa24d5fc60bca20edab3f6d604e0c5a690ec66b295eff4dd87ade AS build
WORKDIR /src

# Before the sources, so that a changed source downloads nothing again. go.mod
# says which Go builds the program, here as everywhere, whichever one the image
# above holds: that one only fetches it, as a module that go checks.
COPY go.mod go.sum ./
RUN GOTOOLCHAIN=$(sed -n 's/^toolchain //p' go.mod) go mod download

COPY . .
# Empty on the classic builder, where Go takes its own system for the target.
ARG TARGETOS
ARG TARGETARCH
# A workflow that builds this image passes no arguments; a release passes them.
ARG VERSION=dev
ARG COMMIT=
# -w leaves out what debuggers read. The table of symbols stays: scanners look
# there for what is linked in, and without it report whole packages.
RUN GOTOOLCHAIN=$(sed -n 's/^toolchain //p' go.mod) CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -buildvcs=false \
    -ldflags "-w -X main.version=$VERSION -X main.commit=$COMMIT" \
    -o /image/start-synchronization-job . \
 && mkdir -p /image/etc/ssl/certs && cp /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/

FROM scratch
ARG VERSION=dev
ARG COMMIT=
ARG SOURCE=
LABEL org.opencontainers.image.title="start-synchronization-job" \
      org.opencontainers.image.description="Starts one Microsoft Entra provisioning job that is paused or in quarantine" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="$SOURCE" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$COMMIT"
COPY --from=build /image /
# No USER: the files behind GITHUB_OUTPUT and GITHUB_STEP_SUMMARY belong to the
# runner's account, and only root inside may write to them whatever its uid is.
# No WORKDIR: the runner sets its own. No shell: inputs such as INPUT_JOB-ID
# have a hyphen, and small shells drop such variables.
ENTRYPOINT ["/start-synchronization-job"]
