// Which Windows a build number means, in words. Some releases are an earlier one with features turned on, and an image may
// name the build of that: then one number stands for several releases.
// Source: "Windows 11 release information", "Windows 10 release information", "Windows Server release information".
import type { WindowsImage } from './wim-xml.ts'

const CLIENTS: Readonly<Record<number, string>> = {
  14393: 'Windows 10 1607',
  15063: 'Windows 10 1703',
  16299: 'Windows 10 1709',
  17134: 'Windows 10 1803',
  17763: 'Windows 10 1809',
  18362: 'Windows 10 1903 or 1909',
  18363: 'Windows 10 1909',
  19041: 'Windows 10 2004 to 22H2',
  19042: 'Windows 10 20H2',
  19043: 'Windows 10 21H1',
  19044: 'Windows 10 21H2',
  19045: 'Windows 10 22H2',
  22000: 'Windows 11 21H2',
  22621: 'Windows 11 22H2 or 23H2',
  22631: 'Windows 11 23H2',
  26100: 'Windows 11 24H2 or 25H2',
  26200: 'Windows 11 25H2',
}

const SERVERS: Readonly<Record<number, string>> = {
  14393: 'Windows Server 2016',
  17763: 'Windows Server 2019',
  20348: 'Windows Server 2022',
  26100: 'Windows Server 2025',
}

/** Such as `Windows 11 24H2 or 25H2, build 26100.1742`. */
export function windowsVersion(image: WindowsImage): string {
  const { build, revision } = image
  if (build === null) return windowsName(image)
  return `${windowsName(image)}, build ${build}${revision === null ? '' : `.${revision}`}`
}

/** The same without the build. */
export function windowsName({ build, edition }: WindowsImage): string {
  if (build === null) return 'Windows'
  const isServer = edition.startsWith('Server')
  return (isServer ? SERVERS : CLIENTS)[build] ?? otherVersion(build, isServer)
}

function otherVersion(build: number, isServer: boolean): string {
  if (isServer) return 'Windows Server'
  if (build < 10_240) return 'Windows'
  return build < 22_000 ? 'Windows 10' : 'Windows 11'
}
