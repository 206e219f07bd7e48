// The declarations of Security and CoreFoundation that the app uses. Types of CoreFoundation are Swift's own here, so
// that casts as on Apple's systems (`as CFDictionary`, `as String`) compile. The calls answer with what a test has put
// behind them (Backend.swift); without one they fail.
@_exported import Foundation

public typealias CFString = String
public typealias CFDictionary = [String: Any]
public typealias CFData = Data
public typealias CFNumber = NSNumber
public typealias CFTypeRef = Any
public typealias OSStatus = Int32

public final class CFError: Error, @unchecked Sendable {
    let domain: String
    let code: Int

    /// Not Apple's: for the simulated Keychain.
    public init(domain: String, code: Int) {
        self.domain = domain
        self.code = code
    }
}

public func CFErrorGetCode(_ error: CFError) -> Int { error.code }
public func CFErrorGetDomain(_ error: CFError) -> CFString { error.domain }

public final class SecKey: @unchecked Sendable {
    /// Not Apple's: the simulated Keychain's own.
    public let contents: any Sendable
    public init(contents: any Sendable) { self.contents = contents }
}

public final class SecAccessControl: @unchecked Sendable {
    /// Not Apple's: for assertions.
    public let protection: String
    /// Not Apple's: for assertions.
    public let flags: SecAccessControlCreateFlags

    init(protection: String, flags: SecAccessControlCreateFlags) {
        self.protection = protection
        self.flags = flags
    }
}

public struct SecAccessControlCreateFlags: OptionSet, Sendable {
    public let rawValue: UInt
    public init(rawValue: UInt) { self.rawValue = rawValue }
    public static let userPresence = Self(rawValue: 1 << 0)
    // iOS 11.3
    public static let biometryCurrentSet = Self(rawValue: 1 << 3)
    public static let devicePasscode = Self(rawValue: 1 << 4)
    public static let privateKeyUsage = Self(rawValue: 1 << 30)
}

public struct SecKeyAlgorithm: Hashable, Sendable {
    public let rawValue: String
    init(_ rawValue: String) { self.rawValue = rawValue }
    public static let ecdsaSignatureMessageX962SHA256 = Self("algid:sign:ECDSA:message-X962:SHA256")
    public static let ecdhKeyExchangeStandard = Self("algid:keyexchange:ECDH")
    public static let eciesEncryptionCofactorVariableIVX963SHA256AESGCM = Self(
        "algid:encrypt:ECIES:ECDHC:KDFX963:SHA256:AESGCM-KDFIV")
}

public let kSecClass = "class"
public let kSecClassKey = "keys"
public let kSecClassGenericPassword = "genp"
public let kSecAttrAccount = "acct"
public let kSecAttrService = "svce"
public let kSecAttrLabel = "labl"
public let kSecAttrSynchronizable = "sync"
public let kSecAttrKeyClass = "kcls"
public let kSecAttrKeyClassPublic = "0"
public let kSecAttrKeyClassPrivate = "1"
public let kSecAttrKeyType = "type"
public let kSecAttrKeyTypeECSECPrimeRandom = "73"
public let kSecAttrKeySizeInBits = "bsiz"
public let kSecAttrTokenID = "tkid"
public let kSecAttrTokenIDSecureEnclave = "com.apple.setoken"
public let kSecPrivateKeyAttrs = "private"
public let kSecAttrIsPermanent = "perm"
public let kSecAttrApplicationTag = "atag"
public let kSecAttrAccessControl = "accc"
public let kSecAttrAccessible = "pdmn"
public let kSecAttrAccessibleWhenUnlockedThisDeviceOnly = "aku"
public let kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly = "cku"
public let kSecValueData = "v_Data"
public let kSecReturnRef = "r_Ref"
public let kSecReturnData = "r_Data"
public let kSecReturnAttributes = "r_Attributes"
public let kSecMatchLimit = "m_Limit"
public let kSecMatchLimitOne = "m_LimitOne"
public let kSecMatchLimitAll = "m_LimitAll"
public let kSecUseAuthenticationContext = "u_AuthCtx"

public let errSecSuccess: OSStatus = 0
public let errSecUnimplemented: OSStatus = -4
public let errSecParam: OSStatus = -50
public let errSecUserCanceled: OSStatus = -128
public let errSecNotAvailable: OSStatus = -25291
public let errSecAuthFailed: OSStatus = -25293
public let errSecDuplicateItem: OSStatus = -25299
public let errSecItemNotFound: OSStatus = -25300
public let errSecInteractionNotAllowed: OSStatus = -25308
public let errSecDecode: OSStatus = -26275
public let errSecMissingEntitlement: OSStatus = -34018

public func SecAccessControlCreateWithFlags(
    _ allocator: Any?, _ protection: CFTypeRef, _ flags: SecAccessControlCreateFlags,
    _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> SecAccessControl? {
    SecAccessControl(protection: protection as? String ?? "", flags: flags)
}

public func SecKeyCreateRandomKey(
    _ parameters: CFDictionary, _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> SecKey? {
    answer(error) { try $0.createKey(parameters) }
}

public func SecKeyCreateWithData(
    _ keyData: CFData, _ attributes: CFDictionary, _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> SecKey? {
    answer(error) { try $0.key(from: keyData, attributes) }
}

public func SecKeyCopyPublicKey(_ key: SecKey) -> SecKey? {
    answer(nil) { try $0.publicKey(of: key) }
}

public func SecKeyCopyExternalRepresentation(
    _ key: SecKey, _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> CFData? {
    answer(error) { try $0.representation(of: key) }
}

public func SecKeyCreateSignature(
    _ key: SecKey, _ algorithm: SecKeyAlgorithm, _ dataToSign: CFData,
    _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> CFData? {
    answer(error) { try $0.sign(dataToSign, with: key, algorithm) }
}

public func SecKeyCreateEncryptedData(
    _ key: SecKey, _ algorithm: SecKeyAlgorithm, _ plaintext: CFData,
    _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> CFData? {
    answer(error) { try $0.encrypt(plaintext, to: key, algorithm) }
}

public func SecKeyCreateDecryptedData(
    _ key: SecKey, _ algorithm: SecKeyAlgorithm, _ ciphertext: CFData,
    _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> CFData? {
    answer(error) { try $0.decrypt(ciphertext, with: key, algorithm) }
}

public func SecKeyCopyKeyExchangeResult(
    _ privateKey: SecKey, _ algorithm: SecKeyAlgorithm, _ publicKey: SecKey, _ parameters: CFDictionary,
    _ error: UnsafeMutablePointer<Unmanaged<CFError>?>?
) -> CFData? {
    answer(error) { try $0.exchange(privateKey, with: publicKey, algorithm) }
}

public func SecItemCopyMatching(_ query: CFDictionary, _ result: UnsafeMutablePointer<CFTypeRef?>?) -> OSStatus {
    status { result?.pointee = try $0.matching(query) }
}

public func SecItemAdd(_ attributes: CFDictionary, _ result: UnsafeMutablePointer<CFTypeRef?>?) -> OSStatus {
    status { try $0.add(attributes) }
}

public func SecItemDelete(_ query: CFDictionary) -> OSStatus {
    status { try $0.delete(query) }
}

public final class SecCertificate: @unchecked Sendable {
    let der: Data
    init(_ der: Data) { self.der = der }
}

public func SecCertificateCreateWithData(_ allocator: Any?, _ data: CFData) -> SecCertificate? {
    commonName(of: data) == nil ? nil : SecCertificate(data)
}

public func SecCertificateCopySubjectSummary(_ certificate: SecCertificate) -> CFString? {
    commonName(of: certificate.der)
}
