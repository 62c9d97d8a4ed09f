// Object identifiers by their names in the standards.

/** X.509 extensions. */
export const EXTENSION_OIDS = {
  subjectKeyIdentifier: '2.5.29.14', // RFC 5280 §4.2.1.2
  keyUsage: '2.5.29.15', // RFC 5280 §4.2.1.3
  subjectAltName: '2.5.29.17', // RFC 5280 §4.2.1.6
  basicConstraints: '2.5.29.19', // RFC 5280 §4.2.1.9
  cRLNumber: '2.5.29.20', // RFC 5280 §5.2.3
  reasonCode: '2.5.29.21', // RFC 5280 §5.3.1
  deltaCRLIndicator: '2.5.29.27', // RFC 5280 §5.2.4
  issuingDistributionPoint: '2.5.29.28', // RFC 5280 §5.2.5
  nameConstraints: '2.5.29.30', // RFC 5280 §4.2.1.10
  cRLDistributionPoints: '2.5.29.31', // RFC 5280 §4.2.1.13
  certificatePolicies: '2.5.29.32', // RFC 5280 §4.2.1.4
  authorityKeyIdentifier: '2.5.29.35', // RFC 5280 §4.2.1.1
  policyConstraints: '2.5.29.36', // RFC 5280 §4.2.1.11
  extendedKeyUsage: '2.5.29.37', // RFC 5280 §4.2.1.12
  tlsFeature: '1.3.6.1.5.5.7.1.24', // RFC 7633 §4
} as const

export const SERVER_AUTH_OID = '1.3.6.1.5.5.7.3.1' // id-kp-serverAuth, RFC 5280 §4.2.1.12
export const CLIENT_AUTH_OID = '1.3.6.1.5.5.7.3.2' // id-kp-clientAuth, RFC 5280 §4.2.1.12
export const USER_PRINCIPAL_NAME_OID = '1.3.6.1.4.1.311.20.2.3' // Microsoft, szOID_NT_PRINCIPAL_NAME

/** Signature algorithms. */
export const SIGNATURE_OIDS = {
  sha256WithRSAEncryption: '1.2.840.113549.1.1.11', // RFC 4055 §5
  'ecdsa-with-SHA256': '1.2.840.10045.4.3.2', // RFC 5758 §3.2
  'ecdsa-with-SHA384': '1.2.840.10045.4.3.3', // RFC 5758 §3.2
  'ecdsa-with-SHA512': '1.2.840.10045.4.3.4', // RFC 5758 §3.2
} as const

export const PKCS7_SIGNED_DATA_OID = '1.2.840.113549.1.7.2' // RFC 5652 §5.1

/** PKCS#12 and its algorithms. */
export const PKCS12_OIDS = {
  data: '1.2.840.113549.1.7.1', // RFC 2315 §14
  encryptedData: '1.2.840.113549.1.7.6', // RFC 2315 §14
  pkcs8ShroudedKeyBag: '1.2.840.113549.1.12.10.1.2', // RFC 7292 appendix D
  certBag: '1.2.840.113549.1.12.10.1.3', // RFC 7292 appendix D
  x509Certificate: '1.2.840.113549.1.9.22.1', // RFC 7292 appendix D
  friendlyName: '1.2.840.113549.1.9.20', // RFC 2985 §5.5.1
  localKeyId: '1.2.840.113549.1.9.21', // RFC 2985 §5.5.2
  keyProviderName: '1.3.6.1.4.1.311.17.1', // Microsoft, szOID_PKCS_12_KEY_PROVIDER_NAME_ATTR in wincrypt.h
  'pbeWithSHAAnd3-KeyTripleDES-CBC': '1.2.840.113549.1.12.1.3', // RFC 7292 appendix C
  PBES2: '1.2.840.113549.1.5.13', // RFC 8018 appendix A.4
  PBKDF2: '1.2.840.113549.1.5.12', // RFC 8018 appendix A.2
  hmacWithSHA256: '1.2.840.113549.2.9', // RFC 8018 appendix B.1.2
  'aes256-CBC-PAD': '2.16.840.1.101.3.4.1.42', // RFC 8018 appendix B.2.5
  sha1: '1.3.14.3.2.26', // RFC 8017 appendix B.1
  sha256: '2.16.840.1.101.3.4.2.1', // RFC 8017 appendix B.1
} as const
