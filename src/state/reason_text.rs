//! Reasons of problems in Korean; the English stands with the codes.

use crate::engine::Reason;
use crate::engine::api::Problem;
use crate::scene::fill;

/// What is wrong, in Korean; in the words that came with it where it is told by the page and unknown here.
pub fn korean(problem: &Problem) -> String {
    match problem.code {
        Reason::Host => told_by_host(&problem.reason),
        code => sentence(code).to_owned(),
    }
}

fn told_by_host(words: &str) -> String {
    let found = BY_HOST.iter().find_map(|(english, korean)| {
        let figures = figures(english, words)?;
        Some(fill(korean, &figures))
    });
    found.unwrap_or_else(|| words.to_owned())
}

/// What stands at the places of a template in a sentence made from it; they come in their order.
fn figures<'w>(template: &str, mut words: &'w str) -> Option<Vec<&'w str>> {
    let mut pieces = template.split(['{', '}']).step_by(2).peekable();
    words = words.strip_prefix(pieces.next()?)?;
    let mut figures = Vec::new();
    while let Some(piece) = pieces.next() {
        let is_last = pieces.peek().is_none();
        let (figure, rest) = match is_last {
            true => (words.strip_suffix(piece)?, ""),
            false => words.split_once(piece)?,
        };
        figures.push(figure);
        words = rest;
    }
    words.is_empty().then_some(figures)
}

/// Sentences of `www/unpack.js`, which have no code: they also carry what the browser said.
const BY_HOST: [(&str, &str); 12] = [
    (
        "The compressed data end early or are damaged ({0})",
        "압축된 데이터가 중간에 끝나거나 손상되었습니다({0})",
    ),
    ("The file could not be read to its end ({0})", "파일을 끝까지 읽지 못했습니다({0})"),
    ("Packed more than {0} times over: left out", "{0}번 넘게 겹쳐 압축되어 건너뛰었습니다"),
    ("The archive cannot be read any further ({0})", "압축 파일을 더 읽지 못했습니다({0})"),
    ("Hidden files left out: {0}", "숨김 파일을 건너뛰었습니다: {0}개"),
    ("Files beyond the first {0} left out: {1}", "처음 {0}개를 넘는 파일을 건너뛰었습니다: {1}개"),
    ("The archive holds no files", "압축 파일에 파일이 없습니다"),
    (
        "The file is encrypted: unpack the archive with its password first",
        "암호가 걸린 파일입니다. 먼저 암호로 압축을 푸세요",
    ),
    (
        "The file is packed by a method that browsers do not have ({0}): unpack the archive first",
        "브라우저에 없는 방식({0})으로 압축되었습니다. 먼저 압축을 푸세요",
    ),
    ("The archive is damaged ({0})", "압축 파일이 손상되었습니다({0})"),
    ("A link or device, not a file: left out", "파일이 아니라 링크나 장치여서 건너뛰었습니다"),
    (
        "More than {0} unpacked: the rest is left out",
        "압축을 푼 크기가 {0}를 넘어 나머지를 건너뛰었습니다",
    ),
];

fn sentence(code: Reason) -> &'static str {
    match code {
        Reason::ExpectedObject => "객체가 있어야 할 자리입니다",
        Reason::ExpectedName => "따옴표로 묶은 멤버 이름이 있어야 할 자리입니다",
        Reason::ExpectedColon => "멤버 이름 뒤에 콜론이 없습니다",
        Reason::ExpectedObjectEnd => "쉼표나 객체의 끝이 있어야 할 자리입니다",
        Reason::ExpectedArrayEnd => "쉼표나 배열의 끝이 있어야 할 자리입니다",
        Reason::ExpectedValueEnd => "쉼표나 값의 끝이 있어야 할 자리입니다",
        Reason::ExpectedValue => "값이 있어야 할 자리입니다",
        Reason::ControlCharacter => "값이 제어 문자로 시작합니다",
        Reason::BrokenString => "문자열 안에 줄바꿈이 있습니다",
        Reason::NoJson => "JSON이 아닌 텍스트입니다",
        Reason::Cut => "JSON이 끝나기 전에 텍스트가 끝납니다",
        Reason::CutRecord => "레코드 중간에서 텍스트가 끝납니다",
        Reason::HalfCharacter => "UTF-16 문자의 반쪽만 있어 U+FFFD로 대신했습니다",
        Reason::Damaged => "UTF-8이 아니거나 JSON에 없는 이스케이프입니다",
        Reason::Empty => "빈 파일입니다",
        Reason::NoTraces => "트레이스가 없는 파일입니다",
        Reason::NoRecord => "트레이스 레코드가 아닌 객체입니다",
        Reason::RecordsInRecord => "레코드 안에 다른 레코드가 있어 안쪽 레코드만 읽었습니다",
        Reason::StringForRecord => "트레이스 레코드 자리에 문자열이 있습니다",
        Reason::ValueForRecord => "트레이스 레코드 자리에 다른 값이 있습니다",
        Reason::ProtobufDocument => "OTLP protobuf(T1S) 문서여서 읽지 않았습니다",
        Reason::Full => "담을 수 있는 스팬 수를 넘었습니다",
        Reason::LeftOut => "담을 수 있는 양을 넘어 건너뛰었습니다",
        Reason::OtherFormatXray => "지정한 형식이 아닌 X-Ray 레코드여서 건너뛰었습니다",
        Reason::OtherFormatOtlp => "지정한 형식이 아닌 OTLP 레코드여서 건너뛰었습니다",
        Reason::OtherFormatJaeger => "지정한 형식이 아닌 Jaeger 레코드여서 건너뛰었습니다",
        Reason::OtherFormatZipkin => "지정한 형식이 아닌 Zipkin 레코드여서 건너뛰었습니다",
        Reason::NoTrace => "트레이스 ID가 없는 스팬입니다",
        Reason::OddTrace => "트레이스 ID가 16진수도 base64도 아닙니다",
        Reason::ShortTraceId => {
            "64비트 트레이스 ID가 128비트 ID의 뒷부분과 같아 한 트레이스로 합쳤습니다"
        }
        Reason::NoId => "ID가 없는 스팬입니다",
        Reason::OddId => "스팬 ID가 16진수도 base64도 아닙니다",
        Reason::NoStart => "시작 시각이 없는 스팬이어서 부모의 시작을 썼습니다",
        Reason::NoEnd => "종료 시각이 없는 스팬이어서 한순간으로 그립니다",
        Reason::BadNanoseconds => "시각이 1970년부터 2262년까지의 나노초 수가 아닙니다",
        Reason::BadMicroseconds => "시각이 1970년부터 2262년까지의 마이크로초 수가 아닙니다",
        Reason::BadSeconds => "시각이 1970년부터 2262년까지의 초 수가 아닙니다",
        Reason::NoProcess => "스팬의 프로세스가 트레이스에 없습니다",
        Reason::DocumentWithoutTrace => "트레이스 ID가 없는 문서입니다",
        Reason::OddXrayTrace => "트레이스 ID가 1-8자리-24자리 16진수나 32자리 16진수가 아닙니다",
        Reason::OddSegmentId => "ID가 16자리 16진수가 아닙니다",
        Reason::SubsegmentWithoutId => "ID가 없는 하위 세그먼트입니다",
        Reason::OddSubsegment => "객체가 아닌 하위 세그먼트입니다",
        Reason::OddNamespace => "namespace가 aws도 remote도 아니어서 내부 작업으로 보았습니다",
        Reason::OddAnnotation => "주석 값이 문자열도 숫자도 참거짓도 아닙니다",
        Reason::OddAnnotations => "주석이 객체가 아닙니다",
        Reason::OddHttpStatus => "HTTP 상태가 숫자가 아닙니다",
        Reason::OddCause => "cause가 객체도 ID도 아닙니다",
        Reason::SummaryWithoutStart => "시작 시각이 없는 요약이어서 트레이스 ID의 시각을 썼습니다",
        Reason::EdgeToNowhere => "그래프에 없는 노드로 가는 연결입니다",
        Reason::Page => {
            "데이터 대신 웹 페이지(HTML이나 XML)가 저장되었습니다. 로그인 화면일 수 있으니 로그인한 뒤 다시 내보내세요"
        }
        Reason::Protobuf => {
            "JSON이 아니라 protobuf입니다. OTLP를 JSON으로 내보내세요(컬렉터 file exporter의 `format: json`, SDK의 `http/json`)"
        }
        Reason::Utf32 => "UTF-32 텍스트입니다. UTF-8로 저장하세요",
        Reason::Gzip => "압축된(gzip) 데이터입니다. 먼저 `gzip -d`로 푸세요",
        Reason::Zstd => "압축된(zstd) 데이터입니다. 먼저 `zstd -d`로 푸세요",
        Reason::Bzip2 => "압축된(bzip2) 데이터입니다. 먼저 `bzip2 -d`로 푸세요",
        Reason::Xz => "압축된(xz) 데이터입니다. 먼저 `xz -d`로 푸세요",
        Reason::SevenZip => "압축 파일(7z)입니다. 먼저 `7z x`로 푸세요",
        Reason::Zip => "압축 파일(zip)입니다. 먼저 푸세요",
        Reason::Parquet => "JSON이 아니라 표(Parquet)입니다. 스팬을 OTLP JSON으로 내보내세요",
        Reason::Pdf => "데이터가 아니라 문서(PDF)입니다. 스팬을 JSON으로 내보내세요",
        Reason::Logs => "스팬이 아니라 로그입니다. 신호 \"traces\"를 내보내세요",
        Reason::Metrics => "스팬이 아니라 메트릭입니다. 신호 \"traces\"를 내보내세요",
        Reason::Grafana => {
            "스팬이 아니라 Grafana의 표입니다. 쿼리 인스펙터의 Data에서 \"Download traces\"를 고르세요"
        }
        Reason::TempoSearch => {
            "트레이스 목록만 있고 스팬이 없는 Tempo 검색 결과입니다. /api/traces/<id>로 하나씩 받거나 Grafana 쿼리 인스펙터에서 \"Download traces\"를 고르세요"
        }
        Reason::ZipkinProtobuf => {
            "ID가 base64인 Zipkin protobuf의 JSON입니다. /api/v2/traces에서 Zipkin JSON으로 내보내세요"
        }
        Reason::Rows => {
            "객체 하나가 스팬 하나인 표의 행이고 리소스가 없습니다. OTLP JSON, Jaeger JSON, Zipkin JSON으로 내보내세요"
        }
        Reason::Console => {
            "SDK가 콘솔에 찍은 스팬입니다. OTLP exporter와 컬렉터의 file exporter로 JSON을 만드세요"
        }
        Reason::Datadog => {
            "Datadog 스팬은 읽지 않습니다. 같은 스팬을 컬렉터에서 OTLP JSON 파일로 쓰세요"
        }
        Reason::NewRelic => {
            "New Relic 스팬은 읽지 않습니다. 같은 스팬을 컬렉터에서 OTLP JSON 파일로 쓰세요"
        }
        Reason::Honeycomb => {
            "Honeycomb 이벤트는 읽지 않습니다. 같은 스팬을 컬렉터에서 OTLP JSON 파일로 쓰세요"
        }
        Reason::GoogleCloud => {
            "Google Cloud Trace 스팬은 읽지 않습니다. 같은 스팬을 컬렉터에서 OTLP JSON 파일로 쓰세요"
        }
        Reason::Sentry => {
            "Sentry 스팬은 읽지 않습니다. OTLP JSON, Jaeger JSON, Zipkin JSON으로 내보내세요"
        }
        Reason::ElasticApm => {
            "Elastic APM 문서는 읽지 않습니다. OTLP JSON, Jaeger JSON, Zipkin JSON으로 내보내세요"
        }
        Reason::Har => {
            "브라우저 하나의 요청을 담은 HAR 파일입니다. 트레이싱 백엔드에서 스팬을 내보내세요"
        }
        Reason::Profile => {
            "서비스의 스팬이 아니라 브라우저나 프로그램의 추적 이벤트(Chrome 형식)입니다. Perfetto 같은 프로파일러로 여세요"
        }
        Reason::ErrorAnswer => "데이터 대신 오류 응답이 저장되었습니다. 내용은 파일에 있습니다",
        Reason::Others => "그 밖의 다른 문제",
        Reason::Host => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: Reason, reason: &str, expect: &str) {
        let problem = Problem {
            reason: reason.to_owned(),
            code,
            source: 0,
            file: String::new(),
            path: String::new(),
            offset: 0.0,
            example: String::new(),
            count: 1,
        };
        assert_eq!(korean(&problem), expect);
    }

    #[test]
    fn a_code_has_its_sentence() {
        check(Reason::Empty, Reason::Empty.english(), "빈 파일입니다");
    }

    #[test]
    fn words_of_the_page_are_known_with_their_figures() {
        let check = |reason, expect| check(Reason::Host, reason, expect);
        check("The archive holds no files", "압축 파일에 파일이 없습니다");
        check("Hidden files left out: 3", "숨김 파일을 건너뛰었습니다: 3개");
        check(
            "Files beyond the first 10 left out: 2",
            "처음 10개를 넘는 파일을 건너뛰었습니다: 2개",
        );
        check(
            "The archive is damaged (3 bytes came out of it (or so), not 4)",
            "압축 파일이 손상되었습니다(3 bytes came out of it (or so), not 4)",
        );
        check("Hidden files", "Hidden files");
    }
}
