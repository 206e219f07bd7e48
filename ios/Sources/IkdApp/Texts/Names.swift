import IkdCore

// Texts of the values that the library names. A test of the library compares its values with the texts of each family.

extension TextKey {
    static func named(_ family: String, _ value: some Any) -> TextKey { of(family, value) ?? .commonHelp }
}

extension Sex { var text: TextKey { .named("sex", self) } }
extension Blood { var text: TextKey { .named("blood", self) } }
extension Religion { var text: TextKey { .named("religion", self) } }
extension MaritalStatus { var text: TextKey { .named("marital_status", self) } }
extension Relation { var text: TextKey { .named("relation", self) } }
extension Citizenship { var text: TextKey { .named("citizenship", self) } }
extension ShowWarning { var text: TextKey { .named("show_warning", self) } }
extension Guidance { var text: TextKey { .named("guidance", self) } }
extension PinRule { var text: TextKey { .named("pin_rule", self) } }
extension FormField { var text: TextKey { .named("field", self) } }
extension RejectionReason { var text: TextKey { .named("rejection", self) } }
extension RejectionOption { var text: TextKey { .named("rejection_option", self) } }
extension ConflictOption { var text: TextKey { .named("conflict_option", self) } }
extension UnusableReason { var text: TextKey { .named("unusable", self) } }
extension DocumentKind { var text: TextKey { .named("document", self) } }
extension DeviceWarning { var text: TextKey { .named("device_warning", self) } }

extension DocumentKind {
    var icon: Icon {
        switch self {
        case .ktp: .card
        case .familyCard: .family
        case .birthCertificate, .biodata, .npwp: .document
        case .kia: .person
        }
    }

    var screen: ScreenId {
        switch self {
        case .ktp: .ktp
        case .familyCard: .familyCard
        case .birthCertificate: .birthCertificate
        case .kia: .kia
        case .biodata: .biodata
        case .npwp: .npwp
        }
    }
}

extension ViewKind {
    var name: TextKey {
        switch self {
        case .basic: .showBasic
        case .fullKtp: .viewFullKtp
        }
    }

    var detail: TextKey {
        switch self {
        case .basic: .showBasicDetail
        case .fullKtp: .showFullDetail
        }
    }

    var reads: TextKey {
        switch self {
        case .basic: .showReadsBasic
        case .fullKtp: .showReadsFull
        }
    }
}

extension LiveVerdict {
    /// What the person should do.
    var sentence: TextKey {
        switch (guidance, direction) {
        case (nil, _): .selfieHold
        case (.centreFace?, let direction?): .named("move_phone", direction)
        case (.lookStraight?, let direction?): .named("turn_head", direction)
        case (let guidance?, _): guidance.text
        }
    }
}

extension Guidance {
    var icon: Icon {
        switch self {
        case .tooDarkScene, .faceTooDark, .tooBright, .backlit, .unevenLight: .sun
        case .multipleFaces: .family
        case .moveCloser, .moveBack: .closer
        case .holdPhoneUpright, .holdStill, .blurry: .camera
        case .removeGlasses, .openEyes, .lookStraight: .eye
        case .noFace, .faceOutOfFrame, .centreFace, .removeMask, .levelHead, .closeMouth, .uncoverForehead: .person
        }
    }
}
