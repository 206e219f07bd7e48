import AVFoundation
import IkdShell
import SwiftUI
import UIKit

/// The live picture of the phone's camera, which fills its frame. The front camera's is mirrored, as people expect of a
/// mirror.
public struct CameraPreview: UIViewRepresentable {
    private let camera: any Camera

    /// The picture of `camera`.
    public init(_ camera: any Camera) {
        self.camera = camera
    }

    /// Makes the view.
    public func makeUIView(context: Context) -> CameraPreviewView {
        let view = CameraPreviewView()
        view.show(camera)
        return view
    }

    /// Nothing to change: the session goes on by itself.
    public func updateUIView(_ view: CameraPreviewView, context: Context) {}
}

/// A view whose layer draws what a capture session sees.
public final class CameraPreviewView: UIView {
    override public static var layerClass: AnyClass { AVCaptureVideoPreviewLayer.self }

    func show(_ camera: any Camera) {
        let layer = layer as? AVCaptureVideoPreviewLayer
        layer?.session = (camera as? PhoneCamera)?.session
        layer?.videoGravity = .resizeAspectFill
    }
}
