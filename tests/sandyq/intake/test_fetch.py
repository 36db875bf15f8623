"""Getting pages from a real server: slow, broken, huge, moving, changing, or closed to programs."""

from __future__ import annotations

import gzip
import ipaddress
import time
from dataclasses import replace

import pytest

from sandyq.intake.connect import is_public
from sandyq.intake.errors import RefusedError, UnreachableError
from sandyq.intake.fetch import Fetcher, Limits, plain_url


def test_a_page_comes_with_what_the_server_says_of_it(web, fetcher, answer) -> None:
    headers = {"ETag": '"one"', "Last-Modified": "Thu, 04 May 2023 08:00:00 GMT"}
    web.pages["/a?b=1"] = answer(b"<p>Hello</p>", headers=headers, kind="Text/HTML; Charset='UTF-8'")
    found = fetcher.get(f"{web.url}/a?b=1")
    assert found is not None
    assert (found.content, found.content_type, found.charset) == (b"<p>Hello</p>", "text/html", "UTF-8")
    assert (found.etag, found.modified) == ('"one"', "Thu, 04 May 2023 08:00:00 GMT")
    assert web.asked[-1][1]["user-agent"].startswith("sandyq/")


def test_a_page_that_did_not_change_is_not_sent_again(web, fetcher, answer) -> None:
    web.pages["/a"] = answer(b"one", headers={"ETag": '"one"'})
    assert fetcher.get(f"{web.url}/a", etag='"one"', modified="Thu, 04 May 2023 08:00:00 GMT") is None
    assert web.asked[-1][1]["if-modified-since"] == "Thu, 04 May 2023 08:00:00 GMT"
    web.pages["/a"] = answer(b"two", headers={"ETag": '"two"'})
    changed = fetcher.get(f"{web.url}/a", etag='"one"')
    assert changed is not None
    assert changed.content == b"two"


def test_redirects_are_followed_but_not_for_ever(web, fetcher, answer) -> None:
    web.pages["/old"] = answer(status=301, headers={"Location": "new/"})
    web.pages["/new/"] = answer(b"here")
    found = fetcher.get(f"{web.url}/old")
    assert found is not None
    assert (found.url, found.content) == (f"{web.url}/new/", b"here")
    web.pages["/loop"] = answer(status=302, headers={"Location": "/loop"})
    with pytest.raises(RefusedError, match="redirects more than 5 times"):
        fetcher.get(f"{web.url}/loop")


def test_a_private_address_is_refused_before_anything_is_sent(web) -> None:
    with pytest.raises(RefusedError, match=r"127\.0\.0\.1 is not on the public internet"):
        Fetcher().get(f"{web.url}/a")
    with pytest.raises(RefusedError, match="localhost is not on the public internet"):
        Fetcher().get(web.url.replace("127.0.0.1", "localhost"))
    assert web.asked == []


@pytest.mark.parametrize("path", ["/a", "/robots.txt"])
def test_a_redirect_to_a_private_address_is_refused(web, fetcher, path: str, answer) -> None:
    web.pages[path] = answer(status=302, headers={"Location": "http://127.0.0.2:9/secret"})
    guarded = replace(fetcher, allowed=lambda address: str(address) == "127.0.0.1")
    for _ in range(2):
        with pytest.raises(RefusedError, match=r"127\.0\.0\.2 is not on the public internet"):
            guarded.get(f"{web.url}/a")


def test_the_peer_is_looked_at_again_when_a_name_changes_its_mind(web, fetcher) -> None:
    answers = iter([True, False])
    guarded = replace(fetcher, allowed=lambda _: next(answers))
    with pytest.raises(RefusedError, match="not on the public internet"):
        guarded.get(f"{web.url}/a")
    assert web.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("64:ff9b::808:808", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://example.org/a", "no web address"),
        ("file:///etc/passwd", "no web address"),
        ("https:///a", "no web address"),
        ("http://[::1", "no web address"),
        ("http://example.org:port/", "no web address"),
        ("https://somebody:word@example.org/", "a name or a password"),
    ],
)
def test_other_addresses_are_refused(url: str, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        Fetcher().get(url)


def test_a_host_that_is_not_known() -> None:
    with pytest.raises(UnreachableError, match=r"no host nowhere\.invalid is known"):
        Fetcher().get("https://nowhere.invalid/")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_fault_that_passes_is_tried_again(web, fetcher, status: int, answer) -> None:
    web.pages["/a"] = [answer(status=status), answer(status=status), answer(b"here")]
    found = fetcher.get(f"{web.url}/a")
    assert found is not None
    assert found.content == b"here"
    assert web.paths() == ["/a"] * 3


def test_a_fault_that_stays_is_told_after_some_tries(web, fetcher, answer) -> None:
    web.pages["/a"] = answer(status=503)
    with pytest.raises(UnreachableError, match="answers with status 503"):
        fetcher.get(f"{web.url}/a")
    assert web.paths() == ["/a"] * fetcher.limits.tries


def test_a_host_that_asks_for_a_pause_gets_it(web, fetcher, answer) -> None:
    web.pages["/a"] = [answer(status=429, headers={"Retry-After": "1"}), answer(b"here")]
    began = time.monotonic()
    assert fetcher.get(f"{web.url}/a") is not None
    assert time.monotonic() - began >= 1
    web.pages["/b"] = answer(status=503, headers={"Retry-After": "86400"})
    with pytest.raises(UnreachableError):
        fetcher.get(f"{web.url}/b")
    assert web.paths().count("/b") == 1


def test_a_page_that_is_not_there_is_not_tried_again(web, fetcher) -> None:
    with pytest.raises(RefusedError, match="answers with status 404") as caught:
        fetcher.get(f"{web.url}/gone")
    assert not isinstance(caught.value, UnreachableError)
    assert web.paths() == ["/gone"]


def test_a_broken_connection_is_tried_again(web, fetcher, answer) -> None:
    broken = answer(b"half", headers={"Content-Length": "400", "Connection": "close"})
    web.pages["/a"] = [broken, answer(b"whole")]
    found = fetcher.get(f"{web.url}/a")
    assert found is not None
    assert found.content == b"whole"
    web.pages["/b"] = broken
    with pytest.raises(UnreachableError, match="the connection broke off"):
        fetcher.get(f"{web.url}/b")


def test_no_server_there(web, fetcher) -> None:
    with pytest.raises(UnreachableError, match="no connection"):
        fetcher.get("http://127.0.0.1:9/")


def test_a_huge_page_is_refused_whether_it_says_so_or_not(web, fetcher, answer) -> None:
    small = replace(fetcher, limits=replace(fetcher.limits, max_bytes=200_000))
    web.pages["/says"] = answer(b"x", headers={"Content-Length": "900000", "Connection": "close"})
    web.pages["/silent"] = answer(slowly=lambda out: [out.write(b"x" * 50_000) for _ in range(100)] and None)
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert len(bomb) < 200_000
    web.pages["/bomb"] = answer(bomb, headers={"Content-Encoding": "gzip"})
    for path in ("/says", "/silent", "/bomb"):
        with pytest.raises(RefusedError, match=r"is larger than 0\.2 MB"):
            small.get(web.url + path)


def test_a_page_that_drips_is_cut_off(web, fetcher, answer) -> None:
    def drip(out) -> None:
        for _ in range(200):
            out.write(b"x")
            out.flush()
            time.sleep(0.05)

    web.pages["/a"] = answer(slowly=drip)
    hasty = replace(fetcher, limits=replace(fetcher.limits, seconds=0.5))
    with pytest.raises(RefusedError, match=r"took longer than 0\.5 seconds"):
        hasty.get(f"{web.url}/a")
    assert web.paths() == ["/a"]


def test_a_page_that_falls_silent_is_left(web, fetcher, answer) -> None:
    web.pages["/a"] = answer(headers={"Content-Length": "5"}, slowly=lambda out: time.sleep(1.5))
    hasty = replace(fetcher, limits=replace(fetcher.limits, idle=0.3, tries=2))
    with pytest.raises(UnreachableError, match="nothing came for a while"):
        hasty.get(f"{web.url}/a")


def test_compressed_pages_are_unpacked(web, fetcher, answer) -> None:
    web.pages["/a"] = answer(gzip.compress(b"here"), headers={"Content-Encoding": "gzip"})
    found = fetcher.get(f"{web.url}/a")
    assert found is not None
    assert found.content == b"here"
    web.pages["/b"] = answer(b"no gzip", headers={"Content-Encoding": "gzip"})
    with pytest.raises(UnreachableError, match="compression is broken"):
        fetcher.get(f"{web.url}/b")


def test_robots_are_asked_once_and_obeyed(web, fetcher, answer) -> None:
    rules = b"User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /private/\nAllow: /private/open$\n"
    web.pages["/robots.txt"] = answer(rules, kind="text/plain")
    web.pages["/a"] = web.pages["/private/open"] = answer(b"here")
    assert fetcher.get(f"{web.url}/a") is not None
    assert fetcher.get(f"{web.url}/private/open") is not None
    with pytest.raises(RefusedError, match=r"its robots\.txt asks programs to stay away"):
        fetcher.get(f"{web.url}/private/a")
    assert [path for path, _ in web.asked] == ["/robots.txt", "/a", "/private/open"]


def test_robots_that_name_this_program(web, fetcher, answer) -> None:
    web.pages["/robots.txt"] = answer(b"User-agent: sandyq\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    with pytest.raises(RefusedError, match=r"robots\.txt"):
        fetcher.get(f"{web.url}/a")


def test_a_redirect_leads_nowhere_that_robots_forbid(web, fetcher, answer) -> None:
    web.pages["/robots.txt"] = answer(b"User-agent: *\nDisallow: /hidden\n")
    web.pages["/a"] = answer(status=302, headers={"Location": "/hidden"})
    web.pages["/hidden"] = answer(b"secret")
    with pytest.raises(RefusedError, match=r"robots\.txt"):
        fetcher.get(f"{web.url}/a")
    assert web.paths() == ["/a"]


def test_a_host_whose_robots_cannot_be_had_is_left_alone(web, fetcher, answer) -> None:
    web.pages["/robots.txt"] = answer(status=500)
    web.pages["/a"] = answer(b"here")
    with pytest.raises(UnreachableError, match=r"robots\.txt"):
        fetcher.get(f"{web.url}/a")
    assert web.paths() == []


def test_a_pause_is_left_between_two_requests_to_a_host(web, fetcher, answer) -> None:
    web.pages["/robots.txt"] = answer(b"User-agent: *\nCrawl-delay: 0.4\n")
    web.pages["/a"] = answer(b"here")
    began = time.monotonic()
    assert fetcher.get(f"{web.url}/a") is not None
    assert fetcher.get(f"{web.url}/a") is not None
    assert time.monotonic() - began >= 0.8
    assert Limits().pause >= 1


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("HTTPS://Example.ORG", "https://example.org/"),
        ("https://example.org/A?utm_source=x&b=1&UTM_medium=y#top", "https://example.org/A?b=1"),
        ("https://example.org/a?b=1", "https://example.org/a?b=1"),
    ],
)
def test_addresses_are_kept_without_what_does_not_matter(url: str, plain: str) -> None:
    assert plain_url(url) == plain
    assert plain_url(plain) == plain
