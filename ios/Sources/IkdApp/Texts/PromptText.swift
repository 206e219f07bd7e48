import IkdCore

/// What the prompt of Face ID says, in the chosen language or the phone's. For any thread: the library shows the prompt.
public func promptText(_ purpose: BiometricPurpose, chosen: Language?) -> String {
    let key: TextKey =
        switch purpose {
        case .verifyUser: .biometricVerifyUser
        }
    return Catalogue.ofThisPackage.text(key, chosen ?? Texts.ofThePhone, [:])
}
