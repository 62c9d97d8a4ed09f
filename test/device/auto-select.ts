// Which certificate Edge or Chrome takes without asking, by the policy in the registry of the device.
// Sources: Chromium components/policy/core/common/registry_dict.cc (values of a list: names that are whole numbers),
// content_settings_pattern.h (`[*.]host`: the host and its subdomains), AutoSelectCertificateForUrls.yaml.
import type { Offer } from './chromium.ts'
import type { Device } from './device.ts'

export type Browser = 'microsoft\\edge' | 'google\\chrome'

/** The policy's entries, as a browser gives them to itself. */
export function policyOf({ machineHive }: Device, browser: Browser): string[] {
  const values = machineHive.get(`software\\policies\\${browser}\\autoselectcertificateforurls`) ?? new Map()
  return [...values].filter(([name]) => /^\d+$/.test(name)).map(([, value]) => value)
}

/** Null: the browser asks. */
export function takes(
  device: Device,
  browser: Browser,
  { host, offers }: { host: string; offers: readonly Offer[] },
) {
  for (const entry of policyOf(device, browser)) {
    const { pattern, filter } = JSON.parse(entry) as { pattern: string; filter: { ISSUER?: { CN?: string } } }
    const of = /^https:\/\/\[\*\.\](.+)$/.exec(pattern)?.[1]
    if (of === undefined || !(host === of || host.endsWith(`.${of}`))) continue
    // As OpenSSL names it: one line for each attribute.
    const wanted = filter.ISSUER?.CN
    const isFrom = ({ certificate }: Offer) =>
      wanted === undefined || certificate.issuer.split('\n').includes(`CN=${wanted}`)
    const found = offers.find(isFrom)
    if (found !== undefined) return found
  }
  return null
}
