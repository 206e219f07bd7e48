import Foundation
import IkdCore
import SwiftUI

/// Reads the activity log page by page, and verifies it.
@MainActor
final class ActivityModel: ScreenModel {
    /// The entries of a day.
    struct Day: Equatable {
        let title: String
        let entries: [ActivityEntry]
    }

    @Published private(set) var entries: [ActivityEntry]?
    @Published private(set) var isWhole: Bool?
    @Published private(set) var hasMore = false
    private var audiences: [Audience] = []
    private var limit: UInt32 = 0
    private static let page: UInt32 = 50

    func begin() async {
        await attempt {
            self.audiences = try await self.call { try $0.presenter().audiences() }
            try await self.read()
            self.isWhole = try await self.call { try $0.activity().verify() }
        }
    }

    func more() { run { try await self.read() } }

    private func read() async throws {
        limit += Self.page
        let limit = limit
        let entries = try await call { try $0.activity().recent(limit: limit) }
        self.entries = entries
        hasMore = entries.count >= Int(limit)
    }

    func saveCopy() { export(named: "histori-ikd.json") { Data(try $0.activity().export().utf8) } }

    /// Newest first.
    var days: [Day] {
        let calendar = Calendar.current
        let groups = Dictionary(grouping: entries ?? []) {
            calendar.startOfDay(for: Date(timeIntervalSince1970: TimeInterval($0.at)))
        }
        return groups.sorted { $0.key > $1.key }.map { day, entries in Day(title: title(day), entries: entries) }
    }

    private func title(_ day: Date) -> String {
        if Calendar.current.isDateInToday(day) { return texts(.logToday) }
        if Calendar.current.isDateInYesterday(day) { return texts(.logYesterday) }
        return texts.longDay(UInt64(max(0, day.timeIntervalSince1970)))
    }

    func words(_ event: ActivityEvent) -> String {
        switch event {
        case .activated: return texts(.activityActivated)
        case .unlocked(wrongBefore: 0): return texts(.activityUnlocked)
        case .unlocked(let wrong): return texts(.activityUnlockedAfterWrong, ["wrong_before": wrong])
        case .pinChanged: return texts(.activityPinChanged)
        case .synced(let outcome):
            return texts(
                .activitySynced, ["added": outcome.added, "changed": outcome.changed, "removed": outcome.removed])
        case .documentUpdated(let kind, let version):
            return texts(.activityDocumentUpdated, ["kind": texts(kind.text), "version": version])
        case .documentRemoved(let kind): return texts(.activityDocumentRemoved, ["kind": texts(kind.text)])
        case .showingStarted(let view, let audience):
            return texts(.activityShowingStarted, ["audience": name(audience), "view": texts(view.name)])
        case .showingEnded(_, let codes): return texts(.activityShowingEnded, ["codes": codes])
        }
    }

    func icon(_ event: ActivityEvent) -> Icon {
        switch event {
        case .activated: .shield
        case .unlocked, .pinChanged: .lock
        case .synced, .documentUpdated, .documentRemoved: .document
        case .showingStarted, .showingEnded: .qr
        }
    }

    private func name(_ audience: UInt64) -> String {
        guard let found = audiences.first(where: { $0.number == audience }) else { return "\(audience)" }
        return texts.language == .indonesian ? found.nameId : found.nameEn
    }
}

/// What the settings show, and parting with this phone.
@MainActor
final class SettingsModel: PinModel {
    @Published private(set) var traffic: Traffic?
    @Published private(set) var isHardware: Bool?
    /// The person has read what is lost, and types the PIN.
    @Published private(set) var asksForPin = false

    func begin() async {
        await attempt {
            self.traffic = try await self.call { try $0.account().traffic() }
            self.isHardware = !(try await self.call { try $0.warnings() }).contains(.softwareKeys)
        }
    }

    var used: String? {
        traffic.map { texts(.settingsDataUsed, ["sent": texts.size($0.up), "received": texts.size($0.down)]) }
    }

    func saveReceipt() { export(named: "persetujuan-ikd.json") { try $0.account().consentExport() } }

    func askForPin() { asksForPin = true }

    /// The PIN, then the release of the account from this phone. Needs the network.
    func release() { prove { try await $0.account().releaseThisPhone() } }

    /// The PIN, then the erasure.
    func erase() { prove { ikd in try await away { try ikd.account().wipe() } } }

    private func prove(then part: @escaping @MainActor (Ikd) async throws -> Void) {
        guard let pin = typed() else { return }
        run {
            let ikd = try self.app.ikd
            try await ikd.lock().verifyUser(pin: pin)
            try await part(ikd)
        }
    }
}
