#!/usr/bin/env bash
# Makes what mutual TLS between the nodes of a cluster needs, with openssl: an authority of your own, and a certificate for each name given.
#
#   LANGEVIN_TLS_PASSWORD=... docker/make-certificates.sh DIR NAME [NAME...]
#
# DIR/authority.pem   what every node is given (tls.authority)
# DIR/authority.key   keep it off the nodes: whoever has it can make nodes
# DIR/NAME.pfx        what the node NAME, or a client, is given (tls.certificate), under the password
#
# Run again with the same DIR, it uses the authority that is there: so nodes are added, and certificates renewed.
set -euo pipefail
umask 077

if [ $# -lt 2 ] || [ -z "${LANGEVIN_TLS_PASSWORD:-}" ]; then
    echo "usage: LANGEVIN_TLS_PASSWORD=... $0 DIR NAME [NAME...]" >&2
    exit 2
fi
dir=$1
shift
mkdir -p "$dir"
days=825

if [ ! -f "$dir/authority.key" ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$dir/authority.key" -out "$dir/authority.pem" \
        -days 3650 -subj "/CN=Langevin cluster authority" -addext "basicConstraints=critical,CA:TRUE,pathlen:0" \
        -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
fi

for name in "$@"; do
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$dir/$name.key" -out "$dir/$name.csr" -subj "/CN=$name" 2>/dev/null
    openssl x509 -req -in "$dir/$name.csr" -CA "$dir/authority.pem" -CAkey "$dir/authority.key" -CAcreateserial -days $days -out "$dir/$name.pem" \
        -extfile <(printf 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=DNS:%s\n' "$name") 2>/dev/null
    openssl pkcs12 -export -inkey "$dir/$name.key" -in "$dir/$name.pem" -out "$dir/$name.pfx" -passout env:LANGEVIN_TLS_PASSWORD
    rm -f "$dir/$name.key" "$dir/$name.csr" "$dir/$name.pem"
    echo "$dir/$name.pfx"
done
