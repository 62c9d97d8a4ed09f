// What certstick is measured against: the article's four openssl commands a user, in a loop and under xargs.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const UPN_OID = '1.3.6.1.4.1.311.20.2.3'

const NEW_KEY = {
  'rsa-2048': 'openssl genrsa -out $n.key 2048',
  'ec-p256': 'openssl ecparam -name prime256v1 -genkey -noout -out $n.key',
} as const
export type PeerKey = keyof typeof NEW_KEY

/** Writes `one.sh`, which makes the key, request, certificate and PFX of one user, with the root in `ca`. */
export function writePeer(cwd: string, key: PeerKey): void {
  writeFileSync(
    join(cwd, 'one.sh'),
    `set -e
n=$1
${NEW_KEY[key]} 2>/dev/null
openssl req -new -key $n.key -subj "/CN=user$n@contoso.com" -out $n.csr
printf 'basicConstraints=critical,CA:FALSE\\nkeyUsage=critical,digitalSignature\\nextendedKeyUsage=clientAuth\\nsubjectAltName=otherName:${UPN_OID};UTF8:user%s@contoso.com\\n' "$n" >$n.ext
openssl x509 -req -in $n.csr -CA ca/rootCA.crt -CAkey ca/rootCA.key -set_serial 0x4a$(printf %014x $n) -days 365 -extfile $n.ext -out $n.crt 2>/dev/null
openssl pkcs12 -export -inkey $n.key -in $n.crt -certfile ca/rootCA.crt -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 -passout pass:correct-horse -out $n.pfx
`,
  )
}

export function loop(users: number): string[] {
  return ['bash', '-c', `for n in $(seq ${users}); do . ./one.sh $n; done`]
}

export function xargs(users: number, cores: number): string[] {
  return ['bash', '-c', `seq ${users} | xargs -P${cores} -I{} bash one.sh {}`]
}
