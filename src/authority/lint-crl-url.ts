// Whether Entra ID can fetch a CRL from a URL, as far as the URL itself tells. `settings.ts` refuses what is no http URL at all.
// Source: Microsoft Entra, "Understanding the certificate revocation process"; names and addresses by their registries.
import { BlockList, isIP } from 'node:net'
import type { Finding } from '../finding.ts'
import { shown } from '../screen-text.ts'

/** Addresses that are not on the internet (RFC 6890, RFC 6598). */
const PRIVATE_SUBNETS = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const

/** Ends of names that no public DNS server resolves (RFC 2606, RFC 6761, RFC 6762, RFC 8375, ICANN on .internal, RFC 9476). */
const PRIVATE_NAME =
  /\.(?:localhost|local|internal|intranet|lan|corp|home|private|home\.arpa|test|example|invalid|alt)$/

/** @param url one that `checkCrlUrl` accepts */
export function lintCrlUrl(url: string): readonly Finding[] {
  return [...findings(new URL(url), url)]
}

function* findings({ hostname, pathname, search }: URL, url: string): Generator<Finding> {
  const fault = hostFault(hostname.replace(/\.$/, ''))
  if (fault !== null) {
    const message = `Entra ID cannot fetch ${shown(url)}: ${fault}; once it knows this URL, no user can sign in (AADSTS500173, AADSTS220501)`
    yield finding('crl-url-private', message, 'use a name that is reached from the internet')
  }
  if (/\.(?:pem|txt|b64)$/i.test(pathname)) {
    const message = `${shown(url)} looks like a text file, and Entra ID accepts a CRL in DER only (AADSTS2205011)`
    yield finding('crl-url-pem', message, 'publish rootCA.crl, not rootCA.crl.pem')
  } else if (pathname === '/' && search === '') {
    const message = `${shown(url)} names no file, so it probably leads to a web page, which is no CRL (AADSTS2205011)`
    yield finding(
      'crl-url-no-file',
      message,
      'give the URL of the file, such as http://pki.contoso.com/rootCA.crl',
    )
  }
}

function hostFault(host: string): string | null {
  const address = host.replace(/^\[|\]$/g, '')
  const version = isIP(address)
  if (version !== 0) {
    return isPrivate(address, version)
      ? 'its address is in a private network or on the computer itself'
      : null
  }
  if (!host.includes('.')) return 'its host is a name without a dot, which only your own network knows'
  return PRIVATE_NAME.test(host) ? 'the name of its host is not on the internet' : null
}

function isPrivate(address: string, version: number): boolean {
  const subnets = new BlockList()
  for (const [net, prefix] of PRIVATE_SUBNETS)
    subnets.addSubnet(net, prefix, isIP(net) === 4 ? 'ipv4' : 'ipv6')
  return subnets.check(address, version === 4 ? 'ipv4' : 'ipv6')
}

function finding(code: string, message: string, hint: string): Finding {
  return { severity: 'warning', code, message, hint, subject: 'settings.json' }
}
