import SwiftUI

/// Every screen, sheet and page of the app, named as on Android. The journey of the tests visits each.
public enum ScreenId: String, CaseIterable, Sendable {
    // Registration
    case welcome, statusNone, signInNone, phoneWarning, officerNotice, called, terms, termsText, formShort, formLong
    case selfie, selfieReview, sending, pairScan, pairConfirm, pairShow, digits, waiting, giveUp, activation, newPin
    // Every day
    case lock, lockWait, forgotPin, home, documents, ktp, familyCard, member, birthCertificate, kia, biodata, npwp
    case showChoose, showPin, showQr, activity, settings, changePin, chooseLanguage, traffic, neverAsked, about
    case licences, release, erase
    // Services and applications
    case services, service, applicationForm, applicationOptions, applicationPapers, paperCamera, paperReview
    case applicationReview, applicationPin, application, applicationWithdraw, applicationDiscard
    // Dead ends
    case rejected, conflict, expired, blocked, released, unusable, update
    /// The app cannot start: its configuration or its data folder is unusable.
    case cannotStart
}

private struct ScreenVisits: EnvironmentKey {
    static let defaultValue: @MainActor @Sendable (ScreenId) -> Void = { _ in }
}

extension EnvironmentValues {
    /// Receives each screen when it is drawn for the first time.
    public var screenVisits: @MainActor @Sendable (ScreenId) -> Void {
        get { self[ScreenVisits.self] }
        set { self[ScreenVisits.self] = newValue }
    }
}
