import IkdCore

// Texts of coded values. Exhaustive: a new value of the boundary does not compile until it has a text.

extension DocumentKind {
    var text: TextKey {
        switch self {
        case .ktp: .documentKtp
        case .familyCard: .documentFamilyCard
        case .birthCertificate: .documentBirthCertificate
        case .kia: .documentKia
        case .biodata: .documentBiodata
        case .npwp: .documentNpwp
        }
    }

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

extension Sex {
    var text: TextKey {
        switch self {
        case .male: .sexMale
        case .female: .sexFemale
        }
    }
}

extension Blood {
    var text: TextKey {
        switch self {
        case .unknown: .bloodUnknown
        case .a: .bloodA
        case .b: .bloodB
        case .ab: .bloodAb
        case .o: .bloodO
        case .aPositive: .bloodAPositive
        case .aNegative: .bloodANegative
        case .bPositive: .bloodBPositive
        case .bNegative: .bloodBNegative
        case .abPositive: .bloodAbPositive
        case .abNegative: .bloodAbNegative
        case .oPositive: .bloodOPositive
        case .oNegative: .bloodONegative
        }
    }
}

extension Religion {
    var text: TextKey {
        switch self {
        case .islam: .religionIslam
        case .kristen: .religionKristen
        case .katholik: .religionKatholik
        case .hindu: .religionHindu
        case .budha: .religionBudha
        case .khonghucu: .religionKhonghucu
        case .kepercayaan: .religionKepercayaan
        }
    }
}

extension MaritalStatus {
    var text: TextKey {
        switch self {
        case .belumKawin: .maritalStatusBelumKawin
        case .kawinTercatat: .maritalStatusKawinTercatat
        case .kawinBelumTercatat: .maritalStatusKawinBelumTercatat
        case .ceraiHidupTercatat: .maritalStatusCeraiHidupTercatat
        case .ceraiHidupBelumTercatat: .maritalStatusCeraiHidupBelumTercatat
        case .ceraiMati: .maritalStatusCeraiMati
        }
    }
}

extension Relation {
    var text: TextKey {
        switch self {
        case .kepalaKeluarga: .relationKepalaKeluarga
        case .suami: .relationSuami
        case .istri: .relationIstri
        case .anak: .relationAnak
        case .menantu: .relationMenantu
        case .cucu: .relationCucu
        case .orangtua: .relationOrangtua
        case .mertua: .relationMertua
        case .familiLain: .relationFamiliLain
        case .pembantu: .relationPembantu
        case .lainnya: .relationLainnya
        }
    }
}

extension Citizenship {
    var text: TextKey {
        switch self {
        case .wni: .citizenshipWni
        case .wna: .citizenshipWna
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

extension ShowWarning {
    var text: TextKey {
        switch self {
        case .clockUnchecked: .showWarningClockUnchecked
        case .clockDeviates: .showWarningClockDeviates
        case .viewRunsOut: .showWarningViewRunsOut
        case .viewMayHaveRunOut: .showWarningViewMayHaveRunOut
        }
    }

    /// The one to show when there are several; the highest.
    var urgency: Int {
        switch self {
        case .viewMayHaveRunOut: 4
        case .viewRunsOut: 3
        case .clockDeviates: 2
        case .clockUnchecked: 1
        }
    }
}

extension Guidance {
    var text: TextKey {
        switch self {
        case .tooDark: .guidanceTooDark
        case .noFace: .guidanceNoFace
        case .multipleFaces: .guidanceMultipleFaces
        case .moveCloser: .guidanceMoveCloser
        case .centreFace: .guidanceCentreFace
        case .blurry: .guidanceBlurry
        }
    }

    var icon: Icon {
        switch self {
        case .tooDark: .sun
        case .noFace, .centreFace: .person
        case .multipleFaces: .family
        case .moveCloser: .closer
        case .blurry: .camera
        }
    }
}

extension PinRule {
    var text: TextKey {
        switch self {
        case .format: .pinRuleFormat
        case .fewDigits: .pinRuleFewDigits
        case .series: .pinRuleSeries
        case .repetition: .pinRuleRepetition
        case .pairs: .pinRulePairs
        case .palindrome: .pinRulePalindrome
        case .runs: .pinRuleRuns
        case .keypad: .pinRuleKeypad
        case .date: .pinRuleDate
        case .personal: .pinRulePersonal
        case .likeOld: .pinRuleLikeOld
        }
    }
}

extension FormField {
    var text: TextKey {
        switch self {
        case .nik: .fieldNik
        case .email: .fieldEmail
        case .phone: .fieldPhone
        case .name: .fieldName
        case .sex: .fieldSex
        case .birthPlace: .fieldBirthPlace
        case .birthDate: .fieldBirthDate
        }
    }
}

extension RejectionReason {
    var text: TextKey {
        switch self {
        case .faceMismatch: .rejectionFaceMismatch
        case .dataMismatch: .rejectionDataMismatch
        case .notEligible: .rejectionNotEligible
        case .noRecord: .rejectionNoRecord
        case .deceased: .rejectionDeceased
        case .blocked: .rejectionBlocked
        case .other: .rejectionOther
        }
    }
}

extension RejectionOption {
    var text: TextKey {
        switch self {
        case .form: .rejectionOptionForm
        case .photo: .rejectionOptionPhoto
        case .restart: .rejectionOptionRestart
        }
    }
}

extension ConflictOption {
    var text: TextKey {
        switch self {
        case .releaseAtCounter: .conflictOptionReleaseAtCounter
        case .releaseOnOldPhone: .conflictOptionReleaseOnOldPhone
        case .giveUp: .conflictOptionGiveUp
        }
    }
}

extension UnusableReason {
    var text: TextKey {
        switch self {
        case .wiped: .unusableWiped
        case .damaged: .unusableDamaged
        case .rolledBack: .unusableRolledBack
        case .keyLost: .unusableKeyLost
        case .tooNew: .unusableTooNew
        case .temporary: .unusableTemporary
        }
    }
}
