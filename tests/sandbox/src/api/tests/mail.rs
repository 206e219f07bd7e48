//! Mail by SMTP when a mail server is given.

use std::time::Duration;

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};

use super::phone::{Phone, nik};
use crate::{Delivery, Sandbox, SandboxConfig, SmtpServer};

/// Nothing here takes this long on the slowest machine; what does never happens.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// Takes one mail as RFC 5321 has it and gives back what came after DATA.
async fn take_one(listener: TcpListener) -> String {
    let (mut stream, _) = listener.accept().await.expect("a client");
    let (reading, mut writing) = stream.split();
    let mut lines = BufReader::new(reading).lines();
    writing.write_all(b"220 mail.example\r\n").await.expect("written");
    let (mut mail, mut in_data) = (String::new(), false);
    while let Some(line) = lines.next_line().await.expect("a line") {
        let answer: &[u8] = match line.as_str() {
            "." if in_data => {
                writing.write_all(b"250 taken\r\n").await.expect("written");
                return mail;
            }
            _ if in_data => {
                mail.push_str(&line);
                mail.push('\n');
                continue;
            }
            "DATA" => {
                in_data = true;
                b"354 go on\r\n"
            }
            _ => b"250 mail.example\r\n",
        };
        writing.write_all(answer).await.expect("written");
    }
    mail
}

#[tokio::test]
async fn the_code_goes_to_the_mail_server_that_is_given() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let server = tokio::spawn(take_one(listener));
    let smtp = Some(SmtpServer { host: "127.0.0.1".to_owned(), port });
    let sandbox = Sandbox::start(SandboxConfig { smtp, ..SandboxConfig::default() }).await.expect("started");
    let phone = Phone::new(&sandbox);
    phone.until_code(&nik(sandbox.population().adult())).await;
    let mail = tokio::time::timeout(LONGEST_WAIT, server).await.expect("in time").expect("taken");
    assert!(mail.contains(&format!("To: {}", phone.email)), "{mail}");
    assert!(mail.contains(&phone.code()));
    // Quoted-printable (RFC 2045 6.7) breaks long lines of the HTML part.
    let html = mail.replace("=\n", "").replace("=3D", "=");
    assert!(html.contains(&format!("href=\"{}/aktivasi\"", sandbox.api_url())), "{mail}");
    let delivery = || sandbox.mailbox().list(Some(&phone.email)).expect("read")[0].delivery;
    let sent = async {
        while delivery() != Delivery::Sent {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LONGEST_WAIT, sent).await.expect("noted as sent");
}

#[tokio::test]
async fn the_button_of_the_mail_leads_to_a_page_on_the_services_own_host() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.expect("started");
    let phone = Phone::new(&sandbox);
    phone.until_code(&nik(sandbox.population().adult())).await;
    let text = sandbox.mailbox().list(Some(&phone.email)).expect("read")[0].text.clone();
    let link = format!("{}/aktivasi", sandbox.api_url());
    assert!(text.lines().any(|line| line == format!("Aktivasi: {link}")), "{text}");
    let answer = phone.client.get(format!("{link}?code=123456")).send().await.expect("answered");
    assert_eq!(answer.status(), 200);
    let policy = answer.headers().get("content-security-policy").cloned();
    assert!(policy.is_some_and(|policy| policy.as_bytes().starts_with(b"default-src 'none'")));
    let page = answer.text().await.expect("a text");
    assert!(page.starts_with("<!DOCTYPE"), "{page}");
    assert!(!page.contains("123456") && !page.contains("<form"), "{page}");
    let styles = phone.client.get(format!("{}/pages.css", sandbox.api_url())).send().await.expect("answered");
    assert_eq!(styles.status(), 200);
    assert!(styles.headers()["content-type"].as_bytes().starts_with(b"text/css"));
}

#[tokio::test]
async fn a_switch_leaves_the_button_out_of_the_mail() {
    let config = SandboxConfig { activation_link: false, ..SandboxConfig::default() };
    let sandbox = Sandbox::start(config).await.expect("started");
    let phone = Phone::new(&sandbox);
    phone.until_code(&nik(sandbox.population().adult())).await;
    let text = sandbox.mailbox().list(Some(&phone.email)).expect("read")[0].text.clone();
    assert!(!text.contains("Aktivasi") && !text.contains("https:"), "{text}");
}
