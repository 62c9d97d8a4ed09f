// node-forge's ASN.1 codec alone: the package's front door would load TLS, ciphers and RSA as well.
declare module 'node-forge/lib/asn1.js' {
  import { asn1 } from 'node-forge'
  export default asn1
}
