// Only node-forge's ASN.1 codec: the package's main module would load TLS, ciphers and RSA too.
declare module 'node-forge/lib/asn1.js' {
  import { asn1 } from 'node-forge'
  export default asn1
}
