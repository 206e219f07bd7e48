//! Nothing personal is on the phone's disk in clear, at any step.

use std::{fs, path::Path};

use ikd_core::registration::FormShape;
use ikd_journeys::World;

fn files_with(folder: &Path, needle: &[u8], found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("readable").filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            files_with(&path, needle, found);
        } else if fs::read(&path)
            .is_ok_and(|bytes| bytes.windows(needle.len()).any(|window| window == needle))
        {
            found.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_nik_name_address_or_photo_reaches_the_disk_in_clear() {
    let world = World::new().await;
    let applicant = world.adult();
    let name = world.population().adult().name.clone();
    let digits = applicant.input.nik.clone();
    let needles = [
        digits.as_bytes(),
        name.as_bytes(),
        applicant.email.as_bytes(),
        b"+6281234567890",
        &[0xff, 0xd8, 0xff][..], // the start of any JPEG
    ];
    let mut phone = world.new_phone("a");
    let check = |phone: &ikd_journeys::Phone, when: &str| {
        for (number, needle) in needles.iter().enumerate() {
            // Three bytes can be chance in ciphertext; the JPEG needle is only looked for with its usual fourth.
            let needle = if needle.len() == 3 { &[0xff, 0xd8, 0xff, 0xdb][..] } else { needle };
            let mut found = Vec::new();
            files_with(&phone.data_dir(), needle, &mut found);
            assert!(found.is_empty(), "{when}: needle {number} in {found:?}");
        }
    };
    phone.fill_in(&applicant, FormShape::Long);
    phone.take_selfie();
    check(&phone, "after the selfie");
    phone.submit().await;
    phone.pair().await;
    phone.be_approved().await;
    check(&phone, "after approval");
    phone.activate(&applicant).await;
    phone.create_pin().await;
    phone.app().documents().sync().await.expect("documents arrive");
    check(&phone, "with documents");
    phone.app().lock().lock().expect("locks");
    check(&phone, "locked");
}
