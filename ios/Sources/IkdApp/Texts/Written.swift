import Foundation
import IkdCore

// Dates, times, lengths and sizes as the phone's zone and the person's language write them.

extension Texts {
    /// "4 menit 32 detik". Seconds are rounded up and left out above an hour.
    func wait(_ milliseconds: UInt64) -> String {
        let seconds = (milliseconds + 999) / 1000
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        var parts: [(TextKey, UInt64)] = []
        if hours > 0 { parts.append((.durationHours, hours)) }
        if minutes > 0 { parts.append((.durationMinutes, minutes)) }
        if hours == 0, seconds % 60 > 0 || parts.isEmpty { parts.append((.durationSeconds, seconds % 60)) }
        return parts.map { self($0.0, ["count": $0.1]) }.joined(separator: " ").unbroken
    }

    /// "48 kB"
    func size(_ bytes: UInt64) -> String {
        switch bytes {
        case ..<1000: self(.sizeBytes, ["count": bytes])
        case ..<1_000_000: self(.sizeKilobytes, ["count": bytes / 1000])
        default: self(.sizeMegabytes, ["count": bytes / 1_000_000])
        }
    }

    /// "08.12 WIB"
    func timeOfDay(_ seconds: UInt64) -> String { written("\(clock) zzz", seconds) }

    /// "26 Nov 2026, 08.12 WIB"
    func moment(_ seconds: UInt64) -> String { written("d MMM yyyy, \(clock) zzz", seconds) }

    /// "26 Nov 2026, 08.12.33"
    func second(_ seconds: UInt64) -> String {
        written("d MMM yyyy, \(clock)\(language == .indonesian ? "." : ":")ss", seconds)
    }

    /// "22-11-2026"
    func day(_ seconds: UInt64) -> String { written("dd-MM-yyyy", seconds) }

    /// "22 November 2026"
    func longDay(_ seconds: UInt64) -> String { written("d MMMM yyyy", seconds) }

    /// The full stop between hour and minute is the Indonesian custom.
    private var clock: String { language == .indonesian ? "HH.mm" : "HH:mm" }

    private func written(_ pattern: String, _ seconds: UInt64) -> String {
        let formatter = DateFormatter()
        formatter.locale = language.locale
        formatter.dateFormat = pattern
        return formatter.string(from: Date(timeIntervalSince1970: TimeInterval(seconds))).unbroken
    }
}

extension CivilDate {
    /// "17-08-1985", as on the documents.
    var written: String { String(format: "%02d-%02d-%04d", Int(day), Int(month), Int(year)) }
}

extension String {
    /// Kept on one line.
    var unbroken: String { replacingOccurrences(of: " ", with: "\u{a0}") }
}
