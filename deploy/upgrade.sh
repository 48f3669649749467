#!/usr/bin/env bash
# A new release, server by server: no visitor meets a closed door. Run as root in /opt/third-space
# on each machine, after the new code lies there. Ports as arguments: deploy/upgrade.sh 8001 8002 8003
#
# A release's migrations only add (docs/running.md): the old code goes on beside the new one on the
# new schema. The sockets stay open while a server is exchanged, so who comes meanwhile waits.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ $# -gt 0 ] || { echo "Which ports? For example: deploy/upgrade.sh 8001 8002 8003" >&2; exit 1; }

ready() {
    local port="$1" tries
    for tries in $(seq 60); do
        if curl --silent --fail --max-time 5 --output /dev/null "http://127.0.0.1:$port/ready"; then
            return 0
        fi
        sleep 1
    done
    echo "The server on port $port is not ready after $tries tries. The others were left as they were." >&2
    return 1
}

scripts/environment.sh requirements.txt
runuser -u third-space -- sh -c 'set -a; . /etc/third-space/settings; exec .venv/bin/flask --app wsgi migrate'
for port in "$@"; do
    systemctl restart "third-space@$port.service"
    ready "$port"
    echo "The server on port $port is new."
done
systemctl restart third-space-worker.service
