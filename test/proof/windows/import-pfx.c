// import-pfx.exe PFX PASSWORD-FILE: opens a PFX as certutil does, by PFXImportCertStore, and says of each certificate in it:
// subject, provider of its key, whether a signature by that key verifies with the certificate's own public key.
// PASSWORD-FILE holds the password in UTF-16. Exit code 2: the PFX does not open.
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>
#include <wincrypt.h>

static void *read_file(const wchar_t *path, DWORD *size)
{
    FILE *file = _wfopen(path, L"rb");
    fseek(file, 0, SEEK_END);
    *size = ftell(file);
    rewind(file);
    char *bytes = calloc(*size + sizeof(wchar_t), 1);
    fread(bytes, 1, *size, file);
    fclose(file);
    return bytes;
}

static const char *proof_of_key(const CERT_CONTEXT *certificate)
{
    HCRYPTPROV key, open;
    HCRYPTHASH hash;
    HCRYPTKEY public_key;
    DWORD spec; // Wine gives 3 here, which is no key; the key is the one for exchange
    BOOL must_free;
    BYTE signature[1024];
    DWORD size = sizeof signature;
    if (!CryptAcquireCertificatePrivateKey(certificate, 0, NULL, &key, &spec, &must_free)) return "no key";
    if (!CryptCreateHash(key, CALG_SHA1, 0, 0, &hash) || !CryptHashData(hash, (const BYTE *)"proof", 5, 0) ||
        !CryptSignHashW(hash, AT_KEYEXCHANGE, NULL, 0, signature, &size))
        return "key does not sign";
    if (!CryptAcquireContextW(&open, NULL, NULL, PROV_RSA_FULL, CRYPT_VERIFYCONTEXT) ||
        !CryptImportPublicKeyInfo(open, X509_ASN_ENCODING, &certificate->pCertInfo->SubjectPublicKeyInfo, &public_key) ||
        !CryptCreateHash(open, CALG_SHA1, 0, 0, &hash) || !CryptHashData(hash, (const BYTE *)"proof", 5, 0))
        return "no public key";
    return CryptVerifySignatureW(hash, signature, size, public_key, NULL, 0) ? "signs" : "signature is wrong";
}

int wmain(int argc, wchar_t **argv)
{
    if (argc != 3) return 1;
    CRYPT_DATA_BLOB pfx;
    DWORD size;
    pfx.pbData = read_file(argv[1], &pfx.cbData);
    HCERTSTORE store = PFXImportCertStore(&pfx, read_file(argv[2], &size), CRYPT_USER_KEYSET);
    if (!store) return 2;
    const CERT_CONTEXT *certificate = NULL;
    while ((certificate = CertEnumCertificatesInStore(store, certificate))) {
        char subject[512];
        BYTE provider[4096];
        DWORD length = sizeof provider;
        CertNameToStrA(X509_ASN_ENCODING, &certificate->pCertInfo->Subject, CERT_X500_NAME_STR, subject, sizeof subject);
        BOOL named = CertGetCertificateContextProperty(certificate, CERT_KEY_PROV_INFO_PROP_ID, provider, &length);
        printf("%s|%ls|%s\n", subject, named ? ((CRYPT_KEY_PROV_INFO *)provider)->pwszProvName : L"", proof_of_key(certificate));
    }
    return 0;
}
