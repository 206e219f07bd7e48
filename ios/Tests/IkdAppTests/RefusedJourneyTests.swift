import Foundation
import IkdAppTestSupport
import IkdCore
import SwiftUI
import XCTest

@testable import IkdApp

/// An application that is refused, and the next one, against the running service.
@MainActor
final class RefusedJourneyTests: JourneyTestCase, @unchecked Sendable {
    private static let service = "Cetak ulang kartu keluarga"

    func testWhoIsRefusedReadsWhyAndAppliesAgain() async throws {
        let sandbox = try await Shared.sandbox()
        let stand = try await opened()
        let first = try await apply(stand, for: Self.service).id
        try await fillIn(stand, "Hilang")
        try await reach(.received, stand)

        let note = "Kartu keluarga lama belum bertanda tangan elektronik."
        try await sandbox.officerRefuses(application: first, code: "not-eligible", note: note)
        try await again(stand)
        try await reach(.refused, stand)
        try await stand.read(StateKind.refused.next)
        try await stand.read(.applicationStatusReason)
        let why = "\(stand.texts(.reasonNotEligible)), \(note)"
        XCTAssertNotNil(stand.running.find(why), "the reason and the note are one thing for a screen reader")
        let buttons = stand.running.heard.filter { $0.press != nil }.map(\.spoken)
        XCTAssertEqual(buttons, [TextKey.commonBack, .applicationStatusRemove].map { stand.texts($0) })

        try await stand.press(.commonBack)
        try await stand.see(.services)
        let standing = "\(Self.service), \(stand.texts(.applicationRefused))"
        try await stand.wait("the refused one in the list") {
            stand.running.heard.contains { $0.press != nil && $0.spoken.hasPrefix(standing) }
        }
        let second = try await applyHere(stand, for: Self.service).id
        XCTAssertNotEqual(second, first)
        try await fillIn(stand, "Rusak")
        try await reach(.received, stand)

        try await stand.press(.applicationStatusWithdraw)
        try await stand.see(.applicationWithdraw)
        try await stand.press(.applicationWithdrawConfirm)
        try await reach(.withdrawn, stand)
        try await stand.press(.applicationStatusRemove)
        try await stand.press(.applicationDiscardConfirm)
        try await stand.see(.services)
        let kept = try stand.model.ikd.applications().list().map(\.id)
        XCTAssertEqual(kept, [first], "the refused one stays until it is removed too")
    }

    /// Answers the only question, and sends.
    private func fillIn(_ stand: Stand, _ reason: String) async throws {
        try await stand.press(reason)
        try await stand.press(.applicationFormToReview)
        try await send(stand)
    }
}
