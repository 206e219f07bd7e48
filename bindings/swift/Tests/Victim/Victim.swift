import Foundation
import IkdTestSupport

/// Registers a person up to the upload, during which it is killed: `IkdTestVictim PHONE`. The test delays an answer
/// until this process is killed.
@main
struct Victim {
    static func main() async throws {
        let sandbox = try await Sandbox.running()
        let phone = try Phone(CommandLine.arguments[1], in: sandbox)
        let citizen = Citizen(try await sandbox.people().marriedCouple[1], with: try phone.open(), in: sandbox)
        try citizen.fillsIn(.long)
        try citizen.takesSelfie()
        try await citizen.submits()
    }
}
