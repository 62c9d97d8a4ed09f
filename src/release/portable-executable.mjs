// Takes the Authenticode signature off a Windows program. Node's own is no longer right once certstick is in the program.
// Layout: https://learn.microsoft.com/windows/win32/debug/pe-format

const E_LFANEW = 0x3c
const SIGNATURE_AND_COFF_HEADER = 24
const CHECKSUM = 64
/** Of a 64-bit program (PE32+): the data directories, and the place of the certificate table among them. */
const DATA_DIRECTORIES = 112
const CERTIFICATE_TABLE = 4
const MAGIC_64_BIT = 0x20b

/** @param {Buffer} program @returns {Buffer} the same without a certificate table, as `osslsigncode remove-signature` leaves it */
export function withoutSignature(program) {
  const optionalHeader = program.readUInt32LE(E_LFANEW) + SIGNATURE_AND_COFF_HEADER
  if (program.readUInt16LE(optionalHeader) !== MAGIC_64_BIT) throw new Error('not a 64-bit Windows program')
  const entry = optionalHeader + DATA_DIRECTORIES + CERTIFICATE_TABLE * 8
  const [offset, size] = [program.readUInt32LE(entry), program.readUInt32LE(entry + 4)]
  if (size === 0) return program
  if (offset + size !== program.length)
    throw new Error('the certificate table is not at the end of the program')
  const unsigned = Buffer.from(program.subarray(0, offset))
  unsigned.fill(0, entry, entry + 8)
  unsigned.writeUInt32LE(0, optionalHeader + CHECKSUM)
  return unsigned
}
