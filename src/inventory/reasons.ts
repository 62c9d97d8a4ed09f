// Reasons for revocation: the names and codes of RFC 5280 §5.3.1. There is no 7. 8, removeFromCRL, is for delta CRLs only;
// certstick writes complete CRLs, which leave out a lifted hold.

export const REVOCATION_REASONS = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  privilegeWithdrawn: 9,
  aACompromise: 10,
} as const
export type RevocationReason = keyof typeof REVOCATION_REASONS
