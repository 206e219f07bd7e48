import Foundation
import IkdCore

/// Removes what a deleted installation left in the Keychain, whose items outlive the app.
///
/// Without this, the counter of the old vault would refuse the first value of a new one, and keys without a vault would
/// stay on the phone.
///
/// Only an installation that was never started and has no data is a new one. Then
/// 1. all keys go first: an old copy of the data folder, put back later, opens with none of them;
/// 2. then what was remembered about the sensor, and the counters: with the keys gone they guard nothing;
/// 3. the marker is written last, so that an interrupted removal is repeated.
///
/// If a key cannot be removed, no counter is, and the app does not open. A folder with data but without a marker is never
/// taken for new: whoever deletes the marker changes nothing. Whoever deletes both has destroyed the vault, as by
/// deleting the app, and the keys and the counter follow it.
struct FirstRun {
    /// The container's folder.
    let folder: DataFolder

    /// Does what is needed. Call it only while the phone is unlocked (`DataFolder.checkUnlocked`): before, the container
    /// may look empty.
    func run() throws {
        guard !FileManager.default.fileExists(atPath: folder.marker.path) else { return }
        if try !folder.hasData() {
            for alias in Set(try EnclaveKeys.list()) {
                try EnclaveKeys.delete(alias)
            }
            try Enrolment.forgetAll()
            try KeychainCounters.removeAll()
        }
        try Data().write(to: folder.marker, options: .atomic)
    }
}
