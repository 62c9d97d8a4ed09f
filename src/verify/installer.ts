// Checks the Windows installer on a stick: whether devices start from it, and whether its images are whole. `images.ts` checks
// whether they suit the answer file and the PFX.

import type { Finding } from '../finding.ts'
import {
  BOOT_IMAGE,
  type FoundImage,
  INSTALL_IMAGES,
  type Installer,
  imagesOf,
  LOADERS,
  type Sources,
} from '../installer/installer.ts'
import { MEDIA_PATHS } from '../media/layout.ts'
import { shown } from '../screen-text.ts'
import { toFinding } from './faults.ts'
import { architecturesOf, checkImages, type SuitedTo } from './images.ts'

/** @param installer null: there is none */
export function checkInstaller(installer: Installer | null, suitedTo: SuitedTo): Finding[] {
  if (installer === null) return [noInstaller()]
  const [diskImage] = installer.diskImages
  if (diskImage !== undefined) return [insideImage(diskImage)]
  return [
    ...checkLoaders(installer, suitedTo),
    ...installer.sources.flatMap((sources) => [...checkBoot(sources), ...checkInstall(sources)]),
    ...checkImages(installer, suitedTo),
  ]
}

function noInstaller(): Finding {
  return toFinding({
    code: 'no-installer',
    severity: 'note',
    subject: 'sources',
    message: 'files only: there is no Windows installer here, so no device starts from it',
    hint: 'copy the files to a Windows installation stick, or plug this in beside one when the device starts',
  })
}

/** Ventoy gives the answer file at the root to each Windows that it starts. (ventoy/Ventoy#3168) */
function insideImage(path: string): Finding {
  return toFinding({
    code: 'disk-image',
    severity: 'note',
    subject: path,
    message: `Windows may be inside ${shown(path)}, which is not looked into; started by Ventoy, every Windows on this stick gets ${MEDIA_PATHS.answerFile}`,
    hint: 'see that the image is of the architecture, language and edition that the answer file is for',
  })
}

const COPY_AGAIN = 'write the Windows installation files to the stick again'

/** What the images are for, or, where none could be read, what the answer file is for. */
function checkLoaders(installer: Installer, { asked }: SuitedTo): Finding[] {
  const { loaders, startsWithoutUefi } = installer
  const ofImages = architecturesOf(imagesOf(installer))
  const wanted = ofImages.length > 0 ? ofImages : asked.map(({ architecture }) => architecture)
  if (
    wanted.length === 0 ? loaders.length > 0 : wanted.some((architecture) => loaders.includes(architecture))
  )
    return []
  const missing = wanted.length === 0 ? [LOADERS.amd64] : wanted.map((architecture) => LOADERS[architecture])
  const files = missing.join(' or ')
  return [
    toFinding({
      code: 'no-boot-loader',
      severity: startsWithoutUefi ? 'warning' : 'error',
      subject: files,
      message: startsWithoutUefi
        ? `${files} was not found: only devices that are set to start without UEFI start from this stick`
        : `${files} was not found: no device starts from this stick`,
      hint: COPY_AGAIN,
    }),
  ]
}

function checkBoot({ folder, boot }: Sources): Finding[] {
  const path = `${folder}/${BOOT_IMAGE}`
  if (boot !== null) return damages(boot, 'Setup does not start')
  return [
    toFinding({
      code: 'no-boot-image',
      subject: path,
      message: `${shown(path)} was not found: Setup does not start without it`,
      hint: COPY_AGAIN,
    }),
  ]
}

function checkInstall({ folder, install }: Sources): Finding[] {
  if (install !== null) return damages(install, 'Windows cannot be installed')
  return [
    toFinding({
      code: 'no-install-image',
      subject: folder,
      message: `${shown(folder)} has none of ${INSTALL_IMAGES.join(', ')}: there is no Windows to install`,
      hint: COPY_AGAIN,
    }),
  ]
}

function damages({ path, wim, partFaults }: FoundImage, effect: string): Finding[] {
  if (typeof wim === 'string')
    return [
      toFinding({
        code: 'image-damaged',
        subject: path,
        message: `${shown(path)} ${wim}; ${effect}`,
        hint: COPY_AGAIN,
      }),
    ]
  return partFaults.map(({ path: part, why }) =>
    toFinding({
      code: 'image-incomplete',
      subject: part,
      message: `${shown(path)} is one of several files that belong together, and ${shown(part)} ${why}; ${effect}`,
      hint: 'copy every part of the split image to the stick again',
    }),
  )
}
