# Opens PFX files as install.ps1 does, and tells of each: the certificate, whether it has its key, and a signature by that.
param([string]$Files)
$told = foreach ($file in ([IO.File]::ReadAllText($Files) | ConvertFrom-Json)) {
    try {
        $certificate = [Security.Cryptography.X509Certificates.X509Certificate2]::new($file.path, $file.password, 'Exportable')
        $rsa = [Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($certificate)
        $ecdsa = [Security.Cryptography.X509Certificates.ECDsaCertificateExtensions]::GetECDsaPrivateKey($certificate)
        $data = [Text.Encoding]::ASCII.GetBytes('signed')
        $signature = if ($rsa) { $rsa.SignData($data, 'SHA256', [Security.Cryptography.RSASignaturePadding]::Pkcs1) } else { $ecdsa.SignData($data, 'SHA256') }
        @{ thumbprint = $certificate.Thumbprint; hasKey = $certificate.HasPrivateKey; signature = [Convert]::ToBase64String($signature) }
    } catch {
        @{ error = "$_" }
    }
}
ConvertTo-Json -InputObject @($told)
