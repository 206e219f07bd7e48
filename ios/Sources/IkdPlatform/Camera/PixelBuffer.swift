import AVFoundation
import IkdCore
import IkdShell

/// The planes of a camera picture in the format `420f`, by reference.
enum PixelBuffer {
    /// Calls `work` with the picture while its memory is locked. A picture of another format is left out.
    static func view(
        _ picture: CVPixelBuffer, rotation: UInt32, atMs: UInt64, _ work: (CameraFrame) -> Void
    ) {
        guard CVPixelBufferLockBaseAddress(picture, .readOnly) == kCVReturnSuccess else { return }
        defer { CVPixelBufferUnlockBaseAddress(picture, .readOnly) }
        guard CVPixelBufferGetPlaneCount(picture) == 2, let luma = plane(0, of: picture),
            let chroma = plane(1, of: picture)
        else { return }
        let layout = FrameLayout(
            width: UInt32(CVPixelBufferGetWidthOfPlane(picture, 0)),
            height: UInt32(CVPixelBufferGetHeightOfPlane(picture, 0)),
            lumaStride: UInt32(CVPixelBufferGetBytesPerRowOfPlane(picture, 0)),
            chromaStride: UInt32(CVPixelBufferGetBytesPerRowOfPlane(picture, 1)),
            // U and V by turns.
            chromaStep: 2,
            rotation: rotation
        )
        work(CameraFrame(luma: luma, chroma: chroma, layout: layout, atMs: atMs))
    }

    private static func plane(_ index: Int, of picture: CVPixelBuffer) -> UnsafeRawBufferPointer? {
        guard let start = CVPixelBufferGetBaseAddressOfPlane(picture, index) else { return nil }
        let rows = CVPixelBufferGetHeightOfPlane(picture, index)
        return UnsafeRawBufferPointer(
            start: start, count: CVPixelBufferGetBytesPerRowOfPlane(picture, index) * rows)
    }
}
