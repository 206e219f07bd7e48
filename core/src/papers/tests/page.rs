//! Fictional papers, drawn: text, a table, a stamp, a box for a photograph, a signature. All are of province 99 and
//! marked CONTOH.

use super::{font::glyph, random::Random};

/// Luma of ink on a sheet of luma 1.
const INK: f32 = 0.16;

/// A flat sheet: its reflectance, 0 black to 1 blank paper.
pub(super) struct Page {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) values: Vec<f32>,
}

const WORDS: [&str; 24] = [
    "SURAT",
    "KETERANGAN",
    "LAHIR",
    "NAMA",
    "TANGGAL",
    "DESA",
    "CONTOH",
    "PROVINSI",
    "99",
    "KABUPATEN",
    "BAPAK",
    "IBU",
    "UMUR",
    "TAHUN",
    "ALAMAT",
    "RT",
    "RW",
    "DENGAN",
    "INI",
    "YANG",
    "BERTANDA",
    "TANGAN",
    "1987",
    "2024",
];

impl Page {
    /// One of three kinds: a letter (A4), a form with a table (A5 across), a page of a booklet with a photograph.
    pub(super) fn of(kind: usize, random: &mut Random) -> Page {
        match kind % 3 {
            0 => Page::letter(random),
            1 => Page::form(random),
            _ => Page::booklet(random),
        }
    }

    fn blank(width: usize, height: usize) -> Page {
        Page { width, height, values: vec![1.0; width * height] }
    }

    fn letter(random: &mut Random) -> Page {
        let mut page = Page::blank(1240, 1754);
        page.text(330, 110, 4, INK, "PROVINSI CONTOH 99");
        page.text(270, 170, 3, INK, "SURAT KETERANGAN LAHIR DESA CONTOH");
        page.fill((120, 215), (1000, 5), INK);
        let lines = 14 + random.below(20);
        for line in 0..lines {
            page.words(130, 270 + line * 32, 980, random);
        }
        page.stamp((820, 1480), 105);
        page.signature(780, 1500, random);
        page.text(760, 1610, 2, INK, "KEPALA DESA CONTOH");
        page
    }

    fn form(random: &mut Random) -> Page {
        let mut page = Page::blank(1240, 874);
        page.text(340, 60, 3, INK, "FORMULIR CONTOH PROVINSI 99");
        let (left, top, row, rows) = (80, 130, 46, 11);
        for line in 0..=rows {
            page.fill((left, top + line * row), (1080, 2), 0.3);
        }
        for column in [0, 70, 420, 760, 1078] {
            page.fill((left + column, top), (2, rows * row), 0.3);
        }
        page.fill((left, top), (1080, row), 0.75);
        for line in 0..rows {
            for (column, width) in [(16, 40), (84, 320), (434, 310), (774, 290)] {
                page.words(left + column, top + line * row + 16, width, random);
            }
        }
        page.stamp((980, 740), 80);
        page.signature(900, 750, random);
        page
    }

    fn booklet(random: &mut Random) -> Page {
        let mut page = Page::blank(960, 1340);
        page.frame((40, 40), (880, 1260), 4);
        page.text(260, 90, 4, INK, "KUTIPAN CONTOH");
        page.picture((90, 190), (240, 320), random);
        for line in 0..9 {
            page.words(370, 200 + line * 34, 500, random);
        }
        for line in 0..12 {
            page.text(90, 570 + line * 44, 2, INK, "NAMA :");
            page.words(230, 570 + line * 44, 620, random);
        }
        page.stamp((300, 470), 90);
        page.signature(600, 1180, random);
        page
    }

    fn set(&mut self, x: usize, y: usize, value: f32) {
        if x < self.width && y < self.height {
            let at = y * self.width + x;
            // Ink over ink stays dark.
            self.values[at] = self.values[at].min(value);
        }
    }

    fn fill(&mut self, (left, top): (usize, usize), (width, height): (usize, usize), value: f32) {
        for y in top..top + height {
            (left..left + width).for_each(|x| self.set(x, y, value));
        }
    }

    fn frame(&mut self, (left, top): (usize, usize), (width, height): (usize, usize), thick: usize) {
        self.fill((left, top), (width, thick), 0.4);
        self.fill((left, top + height), (width, thick), 0.4);
        self.fill((left, top), (thick, height), 0.4);
        self.fill((left + width, top), (thick, height + thick), 0.4);
    }

    fn text(&mut self, left: usize, top: usize, scale: usize, ink: f32, text: &str) {
        for (at, letter) in text.chars().enumerate() {
            for (row, bits) in glyph(letter).into_iter().enumerate() {
                for column in (0..5).filter(|column| bits >> (4 - column) & 1 == 1) {
                    let place = (left + (at * 6 + column) * scale, top + row * scale);
                    self.fill(place, (scale, scale), ink);
                }
            }
        }
    }

    /// One line of random words.
    fn words(&mut self, mut left: usize, top: usize, width: usize, random: &mut Random) {
        let end = left + width;
        loop {
            let word = WORDS[random.below(WORDS.len())];
            if left + word.len() * 12 > end || random.below(14) == 0 {
                return;
            }
            self.text(left, top, 2, INK + 0.25 * random.unit(), word);
            left += (word.len() + 1) * 12;
        }
    }

    fn stamp(&mut self, (x, y): (usize, usize), radius: usize) {
        for row in y - radius..y + radius {
            for column in x - radius..x + radius {
                let distance = (row as f32 - y as f32).hypot(column as f32 - x as f32);
                let from_edge = radius as f32 - distance;
                if (0.0..5.0).contains(&from_edge) || (12.0..14.0).contains(&from_edge) {
                    self.set(column, row, 0.5);
                }
            }
        }
        self.text(x - 36, y - 7, 2, 0.5, "CONTOH");
    }

    fn signature(&mut self, left: usize, top: usize, random: &mut Random) {
        let (turn, height) = (3.0 + 3.0 * random.unit(), 20.0 + 25.0 * random.unit());
        for step in 0..1200 {
            let at = step as f32 / 1200.0;
            let x = left as f32 + 230.0 * at + 12.0 * (turn * 9.0 * at).sin();
            let y = top as f32 + height * (turn * 7.0 * at).sin() * (1.0 - 0.6 * at);
            self.fill((x as usize, y.max(0.0) as usize), (3, 3), 0.25);
        }
    }

    /// A photograph of nobody: an oval before a plain wall.
    fn picture(&mut self, (left, top): (usize, usize), (width, height): (usize, usize), random: &mut Random) {
        let wall = 0.35 + 0.3 * random.unit();
        for y in 0..height {
            for x in 0..width {
                let (across, down) = (x as f32 / width as f32 - 0.5, y as f32 / height as f32 - 0.45);
                let head = (across / 0.25).powi(2) + (down / 0.3).powi(2) < 1.0;
                self.set(left + x, top + y, if head { 0.62 - 0.3 * across } else { wall });
            }
        }
    }
}
