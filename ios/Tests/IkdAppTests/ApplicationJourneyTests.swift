import Foundation
import IkdAppTestSupport
import IkdCore
import SwiftUI
import XCTest

@testable import IkdApp

/// A change of the blood type from the home to the changed KTP, against the running service.
@MainActor
final class ApplicationJourneyTests: JourneyTestCase, @unchecked Sendable {
    func testABloodTypeIsChangedFromTheFormToTheDocument() async throws {
        let sandbox = try await Shared.sandbox()
        let stand = try await opened()
        let form = try await apply(stand, for: "Perubahan golongan darah")
        let id = form.id
        let blood = try newBloodType(form)

        // Without the answers it does not go on.
        try await stand.press(.applicationFormToPapers)
        try await stand.wait("the first fault") {
            stand.running.update()
            return stand.running.scrolledTo == "golongan_baru"
        }
        try await fillIn(stand, blood: blood)
        try await stand.toPapers()
        try await photograph(stand, "Surat hasil pemeriksaan golongan darah")
        try await stand.press(.applicationFormToReview)
        try await send(stand)
        try await reach(.received, stand)
        try await stand.read(.applicationStatusReceipt)

        try await sandbox.officerCarriesOut(application: id)
        try await again(stand)
        try await reach(.issued, stand)
        try await stand.press(.applicationStatusDocuments)
        try await stand.see(.documents)
        try await stand.wait("the changed KTP") {
            guard case .ktp(let ktp)? = try stand.model.ikd.documents().card()?.body else { return false }
            return stand.texts(ktp.blood.text) == blood
        }
        try await stand.press(.homeTitle)
        try await stand.press(.homeKtpAll)
        try await stand.see(.ktp)
        try await stand.wait("the new blood type") { stand.running.texts.contains(blood) }
    }
}
