// Language, locale, keyboard, time zone and product key of Windows, as the answer files that come with certstick take them.
import { timeZoneNames } from '../answer-file/time-zones.ts'
import type { Problem } from '../errors.ts'
import { shown } from '../screen-text.ts'

/** The languages that Microsoft ships Windows 11 in: an image in no other language is on a stick. */
export const LANGUAGES = `
ar-SA bg-BG cs-CZ da-DK de-DE el-GR en-GB en-US es-ES es-MX et-EE fi-FI fr-CA fr-FR he-IL hr-HR hu-HU it-IT
ja-JP ko-KR lt-LT lv-LV nb-NO nl-NL pl-PL pt-BR pt-PT ro-RO ru-RU sk-SK sl-SI sr-Latn-RS sv-SE th-TH tr-TR
uk-UA zh-CN zh-TW
`
  .trim()
  .split(/\s+/)

/** @see https://learn.microsoft.com/windows-hardware/manufacture/desktop/available-language-packs-for-windows */
export function readLanguage(text: string | undefined, problems: Problem[]): string | null {
  if (text === undefined) return null
  const language = spelledAs(LANGUAGES, text)
  if (language !== undefined) return language
  const hint = `give one of ${LANGUAGES.join(', ')}`
  problems.push({
    field: 'language',
    message: `${shown(text)} is not a language that Windows comes in`,
    hint,
  })
  return null
}

export function readLocale(text: string | undefined, problems: Problem[]): string | null {
  if (text === undefined) return null
  const locale = spelledAs(LOCALES, text)
  if (locale !== undefined) return locale
  const hint = 'give a language and a country, such as de-AT'
  problems.push({ field: 'locale', message: `${shown(text)} is not a locale of Windows`, hint })
  return null
}

/** Language and keyboard layout in hexadecimal. */
const KEYBOARD = /^[0-9a-f]{4}:[0-9a-f]{8}$/i

/**
 * Several keyboards are separated by semicolons; the first is the default.
 * @see https://learn.microsoft.com/windows-hardware/customize/desktop/unattend/microsoft-windows-international-core-inputlocale
 */
export function readKeyboard(text: string | undefined, problems: Problem[]): string | null {
  if (text === undefined) return null
  const keyboards = text.split(';').map((one) => {
    const keyboard = one.trim()
    const known = KEYBOARD.test(keyboard) ? keyboard : spelledAs(LOCALES, keyboard)
    if (known === undefined) {
      const hint = 'give a locale, such as de-AT, or a language and a layout, such as 0c07:00000407'
      problems.push({ field: 'keyboard', message: `${shown(keyboard)} is not a keyboard of Windows`, hint })
    }
    return known
  })
  return keyboards.includes(undefined) ? null : keyboards.join(';')
}

/** Windows's name of a time zone, given that or an IANA name in any case. */
export function readTimeZone(text: string | undefined, problems: Problem[]): string | null {
  if (text === undefined) return null
  const timeZone = timeZoneNames().get(text.trim().toLowerCase())
  if (timeZone !== undefined) return timeZone
  const hint = 'give a name such as Europe/Berlin or W. Europe Standard Time'
  problems.push({ field: 'timeZone', message: `${shown(text)} is not a time zone`, hint })
  return null
}

/** Five groups of five letters and digits. */
const PRODUCT_KEY = /^(?:[A-Z0-9]{5}-){4}[A-Z0-9]{5}$/

/** `generic`: Microsoft's published key, which chooses Windows 11 Pro and activates nothing; `firmware`: the device's own key. */
export function readProductKey(text: string | undefined, problems: Problem[]): string | null {
  if (text === undefined) return null
  const given = text.trim()
  const key = ['generic', 'firmware'].includes(given.toLowerCase())
    ? given.toLowerCase()
    : given.toUpperCase()
  if (['generic', 'firmware'].includes(key) || PRODUCT_KEY.test(key)) return key
  // The text is not repeated, because it may be most of somebody's key.
  const message = 'is not five groups of five letters and digits'
  problems.push({ field: 'productKey', message, hint: 'give a product key, generic or firmware' })
  return null
}

function spelledAs(known: readonly string[], text: string): string | undefined {
  const asked = text.trim().toLowerCase()
  return known.find((one) => one.toLowerCase() === asked)
}

/** A test holds these against their source: the package windows-locale 1.1.3 (MIT), every tag that names a country or script. */
export const LOCALES = `
aa-DJ aa-ER aa-ET af-NA af-ZA agq-CM ak-GH am-ET ar-001 ar-AE ar-BH ar-DJ ar-DZ ar-EG ar-ER ar-IL ar-IQ
ar-JO ar-KM ar-KW ar-LB ar-LY ar-MA ar-MR ar-OM ar-PS ar-QA ar-SA ar-SD ar-SO ar-SS ar-SY ar-TD ar-TN ar-YE
arn-CL as-IN asa-TZ ast-ES az-Cyrl az-Cyrl-AZ az-Latn az-Latn-AZ ba-RU bas-CM be-BY bem-ZM bez-TZ bg-BG
bm-Latn-ML bn-BD bn-IN bo-CN bo-IN br-FR brx-IN bs-Cyrl bs-Cyrl-BA bs-Latn bs-Latn-BA byn-ER ca-AD ca-ES
ca-ES- ca-FR ca-IT ccp-Cakm ccp-Cakm- cd-RU ceb-Latn ceb-Latn-PH cgg-UG chr-Cher chr-Cher-US co-FR cs-CZ
cu-RU cy-GB da-DK da-GL dav-KE de-AT de-BE de-CH de-DE de-IT de-LI de-LU dje-NE dsb-DE dua-CM dv-MV dyo-SN
dz-BT ebu-KE ee-GH ee-TG el-CY el-GR en-001 en-029 en-150 en-AE en-AG en-AI en-AS en-AT en-AU en-BB en-BE
en-BI en-BM en-BS en-BW en-BZ en-CA en-CC en-CH en-CK en-CM en-CX en-CY en-DE en-DK en-DM en-ER en-FI en-FJ
en-FK en-FM en-GB en-GD en-GG en-GH en-GI en-GM en-GU en-GY en-HK en-IE en-IL en-IM en-IN en-IO en-JE en-JM
en-KE en-KI en-KN en-KY en-LC en-LR en-LS en-MG en-MH en-MO en-MP en-MS en-MT en-MU en-MW en-MY en-NA en-NF
en-NG en-NL en-NR en-NU en-NZ en-PG en-PH en-PK en-PN en-PR en-PW en-RW en-SB en-SC en-SD en-SE en-SG en-SH
en-SI en-SL en-SS en-SX en-SZ en-TC en-TK en-TO en-TT en-TV en-TZ en-UG en-UM en-US en-VC en-VG en-VI en-VU
en-WS en-ZA en-ZM en-ZW eo-001 es-419 es-AR es-BO es-BR es-BZ es-CL es-CO es-CR es-CU es-DO es-EC es-ES
es-ES_tradnl es-GQ es-GT es-HN es-MX es-NI es-PA es-PE es-PH es-PR es-PY es-SV es-US es-UY es-VE et-EE eu-ES
ewo-CM fa-AF fa-IR ff-CM ff-GN ff-Latn ff-Latn-BF ff-Latn-CM ff-Latn-GH ff-Latn-GM ff-Latn-GN ff-Latn-GW
ff-Latn-LR ff-Latn-MR ff-Latn-NE ff-Latn-NG ff-Latn-SL ff-Latn-SN ff-MR ff-NG fi-FI fil-PH fo-DK fo-FO fr-BE
fr-BF fr-BI fr-BJ fr-BL fr-CA fr-CD fr-CF fr-CG fr-CH fr-CI fr-CM fr-DJ fr-DZ fr-FR fr-GA fr-GF fr-GN fr-GP
fr-GQ fr-HT fr-KM fr-LU fr-MA fr-MC fr-MF fr-MG fr-ML fr-MQ fr-MR fr-MU fr-NC fr-NE fr-PF fr-PM fr-RE fr-RW
fr-SC fr-SN fr-SY fr-TD fr-TG fr-TN fr-VU fr-WF fr-YT fur-IT fy-NL ga-IE gd-GB gl-ES gn-PY gsw-CH gsw-FR
gsw-LI gu-IN guz-KE gv-IM ha-Latn ha-Latn-GH ha-Latn-NE ha-Latn-NG haw-US he-IL hi-IN hr-BA hr-HR hsb-DE
hu-HU hy-AM ia-001 ia-FR id-ID ig-NG ii-CN is-IS it-CH it-IT it-SM it-VA iu-Cans iu-Cans-CA iu-Latn
iu-Latn-CA ja-JP jgo-CM jmc-TZ jv-Latn jv-Latn-ID ka-GE kab-DZ kam-KE kde-TZ kea-CV khq-ML ki-KE kk-KZ
kkj-CM kl-GL kln-KE km-KH kn-IN ko-KP ko-KR kok-IN ks-Arab ks-Arab-IN ksb-TZ ksf-CM ksh-DE ku-Arab
ku-Arab-IQ ku-Arab-IR kw-GB ky-KG lag-TZ lb-LU lg-UG lkt-US ln-AO ln-CD ln-CF ln-CG lo-LA lrc-IQ lrc-IR
lt-LT lu-CD luo-KE luy-KE lv-LV mas-KE mas-TZ mer-KE mfe-MU mg-MG mgh-MZ mgo-CM mi-NZ mk-MK ml-IN mn-Cyrl
mn-MN mn-Mong mn-Mong-CN mn-Mong-MN moh-CA mr-IN ms-BN ms-MY mt-MT mua-CM my-MM mzn-IR naq-NA nb-NO nb-SJ
nd-ZW nds-DE nds-NL ne-IN ne-NP nl-AW nl-BE nl-BQ nl-CW nl-NL nl-SR nl-SX nmg-CM nn-NO nnh-CM nqo-GN nr-ZA
nso-ZA nus-SD nus-SS nyn-UG oc-FR om-ET om-KE or-IN os-GE os-RU pa-Arab pa-Arab-PK pa-IN pl-PL prg-001
prs-AF ps-AF ps-PK pt-AO pt-BR pt-CH pt-CV pt-GQ pt-GW pt-LU pt-MO pt-MZ pt-PT pt-ST pt-TL qps-ploc
qps-ploca qps-plocm quc-Latn-GT quz-BO quz-EC quz-PE rm-CH rn-BI ro-MD ro-RO rof-TZ ru-BY ru-KG ru-KZ ru-MD
ru-RU ru-UA rw-RW rwk-TZ sa-IN sah-RU saq-KE sbp-TZ sd-Arab sd-Arab-PK se-FI se-NO se-SE seh-MZ ses-ML sg-CF
shi-Latn shi-Latn-MA shi-Tfng shi-Tfng-MA si-LK sk-SK sl-SI sma-NO sma-SE smj-NO smj-SE smn-FI sms-FI
sn-Latn sn-Latn-ZW so-DJ so-ET so-KE so-SO sq-AL sq-MK sr-Cyrl sr-Cyrl-BA sr-Cyrl-CS sr-Cyrl-ME sr-Cyrl-RS
sr-Latn sr-Latn-BA sr-Latn-CS sr-Latn-ME sr-Latn-RS ss-SZ ss-ZA ssy-ER st-LS st-ZA sv-AX sv-FI sv-SE sw-KE
sw-TZ sw-UG swc-CD syr-SY ta-IN ta-LK ta-MY ta-SG te-IN teo-KE teo-UG tg-Cyrl tg-Cyrl-TJ th-TH ti-ER ti-ET
tig-ER tk-TM tn-BW tn-ZA to-TO tr-CY tr-TR ts-ZA tt-RU twq-NE tzm-Latn tzm-Latn- tzm-Latn-DZ ug-CN uk-UA
ur-IN ur-PK uz-Arab uz-Arab-AF uz-Cyrl uz-Cyrl-UZ uz-Latn uz-Latn-UZ vai-Latn vai-Latn-LR vai-Vaii
vai-Vaii-LR ve-ZA vi-VN vo-001 vun-TZ wae-CH wal-ET wo-SN xh-ZA xog-UG yav-CM yo-BJ yo-NG zgh-Tfng
zgh-Tfng-MA zh-CN zh-HK zh-Hans zh-Hant zh-MO zh-SG zh-TW zu-ZA
`
  .trim()
  .split(/\s+/)
