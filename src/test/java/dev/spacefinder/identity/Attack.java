package dev.spacefinder.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

import dev.spacefinder.testing.SigningKey;
import dev.spacefinder.testing.Token;

/**
 * A way to get in that must not work: what is sent in {@code Authorization}, made from a valid token by breaking
 * exactly one thing, and the reason that the caller is told.
 */
record Attack(String name, String reason, Function<TestUserPool, List<String>> authorization) {

    private static final SigningKey STRANGER = SigningKey.rsa("stranger").as("id/key+1=");
    private static final SigningKey STRANGER_EC = SigningKey.ec("id/key+1=");
    private static final String WORDS = "0123456789abcdef";

    static Stream<Attack> all() {
        return Stream.of(
                        headers(),
                        forms(),
                        algorithms(),
                        keys(),
                        signatures(),
                        times(),
                        issuers(),
                        uses(),
                        clients(),
                        subjects())
                .flatMap(List::stream);
    }

    /** The first attack of each reason to refuse: enough to see that a route asks who calls. */
    static List<Attack> oneForEachReason() {
        var first = new LinkedHashMap<String, Attack>();
        all().forEach(attack -> first.putIfAbsent(attack.reason(), attack));
        return List.copyOf(first.values());
    }

    private static List<Attack> headers() {
        return List.of(
                new Attack("no header", "missing_token", pool -> List.of()),
                header("empty header", "missing_token", pool -> ""),
                header("blank header", "missing_token", pool -> "   "),
                header("scheme without token", "missing_token", pool -> "Bearer"),
                header("scheme and spaces", "missing_token", pool -> "Bearer   "),
                header("scheme Basic", "missing_token", pool -> "Basic " + pool.idToken()),
                header("scheme Digest", "missing_token", pool -> "Digest username=\"marple\""),
                header("scheme that begins like Bearer", "missing_token", pool -> "Bearer2 " + pool.idToken()),
                header("scheme that ends like Bearer", "missing_token", pool -> "XBearer " + pool.idToken()),
                header(
                        "two tokens in one header",
                        "malformed_token",
                        pool -> "Bearer " + pool.idToken() + " " + pool.idToken()),
                header(
                        "two credentials in one header",
                        "malformed_token",
                        pool -> "Bearer " + pool.idToken() + ", Bearer " + pool.idToken()),
                header("tab behind the scheme", "malformed_token", pool -> "Bearer\t" + pool.idToken()),
                header("scheme twice", "malformed_token", pool -> "Bearer Bearer " + pool.idToken()),
                header("quoted token", "malformed_token", pool -> "Bearer \"" + pool.idToken() + "\""),
                new Attack(
                        "two headers",
                        "malformed_token",
                        pool -> List.of("Bearer " + pool.idToken(), "Bearer " + pool.idToken())),
                new Attack(
                        "a valid header before an empty one",
                        "malformed_token",
                        pool -> List.of("Bearer " + pool.idToken(), "Bearer")));
    }

    private static List<Attack> forms() {
        var attacks = new ArrayList<>(List.of(
                token("a word", "malformed_token", pool -> "token"),
                token("dots alone", "malformed_token", pool -> ".."),
                token(
                        "a header alone",
                        "malformed_token",
                        pool -> pool.idToken().header()),
                token("no signature segment", "malformed_token", pool -> withoutSignature(pool)),
                token(
                        "no header",
                        "malformed_token",
                        pool -> "." + pool.idToken().payload() + "."
                                + pool.idToken().signature()),
                token(
                        "a fourth segment",
                        "malformed_token",
                        pool -> pool.idToken() + "." + pool.idToken().signature()),
                token("an empty fourth segment", "malformed_token", pool -> pool.idToken() + "."),
                token(
                        "five segments, as encrypted tokens have",
                        "malformed_token",
                        pool -> Token.encode("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\",\"cty\":\"JWT\"}")
                                + ".aaaa.bbbb.cccc.dddd"),
                token("a JSON object", "malformed_token", pool -> "{\"payload\":\"e30\",\"signature\":\"e30\"}"),
                token(
                        "more than 16 kB",
                        "malformed_token",
                        pool -> pool.idToken()
                                .claim("custom:long", WORDS.repeat(768))
                                .toString()),
                token("base64 padding", "malformed_token", pool -> pool.idToken() + "="),
                token(
                        "percent-encoding",
                        "malformed_token",
                        pool -> pool.idToken().toString().replace(".", "%2E")),
                token("a letter from beyond ASCII", "malformed_token", pool -> pool.idToken() + "\u00e9"),
                token("the alphabet of plain base64", "malformed_token", pool -> {
                    var token = pool.idToken().toString();
                    return token.substring(0, token.length() - 4) + "+/+/";
                }),
                token("a header that is no base64url by its length", "malformed_token", pool -> {
                    var token = pool.idToken().withoutHeader("alg").header(text -> "{\"alg\":\"RS256\"  }");
                    return token.header() + "A." + token.payload() + "." + token.signature();
                }),
                signed("a header that is no JSON", "malformed_token", token -> token.header(text -> "alg=RS256")),
                signed("a header that is a list", "malformed_token", token -> token.header(text -> "[" + text + "]")),
                signed("a header that is null", "malformed_token", token -> token.header(text -> "null")),
                signed("a header that goes on", "malformed_token", token -> token.header(text -> text + text)),
                signed(
                        "a header of nothing but brackets",
                        "malformed_token",
                        token -> token.header(text -> "[".repeat(8000))),
                signed(
                        "duplicate alg",
                        "malformed_token",
                        token -> token.header(text -> text.replace("{", "{\"alg\":\"RS256\","))),
                signed(
                        "duplicate kid",
                        "malformed_token",
                        token -> token.header(text -> text.replace("{", "{\"kid\":\"other\","))),
                signed(
                        "an extension that must be understood",
                        "malformed_token",
                        token -> token.header("crit", List.of("exp")).header("exp", 1)),
                signed(
                        "an unencoded payload",
                        "malformed_token",
                        token -> token.header("crit", List.of("b64")).header("b64", false)),
                signed("claims that are no JSON", "malformed_token", token -> token.claims(text -> "sub=admin")),
                signed("claims that are a list", "malformed_token", token -> token.claims(text -> "[" + text + "]")),
                signed("claims that are a string", "malformed_token", token -> token.claims(text -> "\"admin\"")),
                signed(
                        "claims that are cut off",
                        "malformed_token",
                        token -> token.claims(text -> text.substring(0, text.length() - 1))),
                signed(
                        "claims with an infinite nesting",
                        "malformed_token",
                        token -> token.claims(text -> "{\"a\":".repeat(1500)))));
        for (var claim : List.of("sub", "iss", "exp", "token_use", "aud", "cognito:groups")) {
            attacks.add(signed(
                    "duplicate " + claim,
                    "malformed_token",
                    token -> token.claim("cognito:groups", List.of("users"))
                            .claims(text -> text.replace("{\"sub\"", "{\"" + claim + "\":[\"admins\"],\"sub\""))));
        }
        attacks.add(signed(
                "a claim that is duplicate once unescaped",
                "malformed_token",
                token -> token.claims(text -> text.replace("{\"sub\"", "{\"\\u0073ub\":\"admin\",\"sub\""))));
        return attacks;
    }

    private static List<Attack> algorithms() {
        var attacks = new ArrayList<Attack>();
        for (var none : List.of("none", "None", "NONE", "nOnE", "none ", "")) {
            attacks.add(signed(
                    "alg \"" + none + "\" without signature",
                    "wrong_algorithm",
                    token -> token.header("alg", none).unsigned()));
            attacks.add(signed(
                    "alg \"" + none + "\" with signature", "wrong_algorithm", token -> token.header("alg", none)));
        }
        attacks.addAll(List.of(
                signed("alg missing", "wrong_algorithm", token -> token.withoutHeader("alg")),
                signed("alg null", "wrong_algorithm", token -> token.header("alg", null)),
                signed("alg a number", "wrong_algorithm", token -> token.header("alg", 256)),
                signed("alg a list", "wrong_algorithm", token -> token.header("alg", List.of("RS256"))),
                signed("alg in lower case", "wrong_algorithm", token -> token.header("alg", "rs256")),
                signed("alg with a space", "wrong_algorithm", token -> token.header("alg", "RS256 ")),
                signed("alg by its Java name", "wrong_algorithm", token -> token.header("alg", "SHA256withRSA")),
                signed(
                        "RS384",
                        "wrong_algorithm",
                        token -> token.header("alg", "RS384").signedAs("SHA384withRSA")),
                signed(
                        "RS512",
                        "wrong_algorithm",
                        token -> token.header("alg", "RS512").signedAs("SHA512withRSA")),
                signed(
                        "PS256",
                        "wrong_algorithm",
                        token -> token.header("alg", "PS256").signedAs("RSASSA-PSS")),
                signed(
                        "ES256",
                        "wrong_algorithm",
                        token -> token.header("alg", "ES256")
                                .signedWith(STRANGER_EC)
                                .signedAs("SHA256withECDSAinP1363Format")),
                hs256("the public key in PEM", pool -> pem(pool.idKey())),
                hs256("the public key in DER", pool -> pool.idKey().publicKey().getEncoded()),
                hs256("the public key as a JWK", pool -> pool.idKey().jwk().getBytes(UTF_8)),
                hs256(
                        "the JWKS document",
                        pool -> SigningKey.jwks(pool.idKey(), pool.accessKey()).getBytes(UTF_8)),
                hs256("an empty secret", pool -> new byte[] {0})));
        return attacks;
    }

    private static List<Attack> keys() {
        var attacks = new ArrayList<>(List.of(
                signed("kid missing", "unknown_key", token -> token.withoutHeader("kid")),
                signed("kid null", "unknown_key", token -> token.header("kid", null)),
                signed("kid a number", "unknown_key", token -> token.header("kid", 1)),
                signed("kid a list", "unknown_key", token -> token.header("kid", List.of("id/key+1=")))));
        for (var kid : List.of(
                "",
                "unknown",
                "ID/KEY+1=",
                "id/key+1",
                "id/key+1= ",
                "../../../../dev/null",
                "/dev/null",
                "file:///etc/passwd",
                "http://localhost/jwks.json",
                "' OR '1'='1",
                "x' UNION SELECT 'key' --",
                "$(id)",
                "id/key+1=\u0000",
                "\ud800")) {
            attacks.add(signed(
                    "kid \"" + kid.replace('\u0000', '0').replace('\ud800', '?') + "\"",
                    "unknown_key",
                    token -> token.header("kid", kid)));
        }
        attacks.add(signed("kid of 10 kB", "unknown_key", token -> token.header("kid", WORDS.repeat(640))));
        return attacks;
    }

    private static List<Attack> signatures() {
        return List.of(
                signed(
                        "the key of a stranger under the pool's id",
                        "bad_signature",
                        token -> token.signedWith(STRANGER)),
                signed("RS512 said to be RS256", "bad_signature", token -> token.signedAs("SHA512withRSA")),
                signed("PS256 said to be RS256", "bad_signature", token -> token.signedAs("RSASSA-PSS")),
                signed("SHA-1 said to be RS256", "bad_signature", token -> token.signedAs("SHA1withRSA")),
                signed("no signature", "bad_signature", Token::unsigned),
                token(
                        "the other key of the pool",
                        "bad_signature",
                        pool -> pool.idToken().signedWith(pool.accessKey()).toString()),
                embedded("jwk", Map.of("kty", "RSA")),
                embeddedKey(),
                embedded("jku", "http://localhost/jwks.json"),
                embedded("x5u", "http://localhost/chain.pem"),
                embedded("x5c", List.of("MIIB")),
                token(
                        "signature cut short",
                        "bad_signature",
                        pool -> cut(pool.idToken().toString(), 12)),
                token(
                        "signature cut by one character",
                        "bad_signature",
                        pool -> cut(pool.idToken().toString(), 1)),
                token(
                        "signature of the same bits in another spelling",
                        "bad_signature",
                        pool -> respell(pool.idToken().toString())),
                token("signature that goes on", "bad_signature", pool -> pool.idToken() + "AAAA"),
                token("signature of zeros", "bad_signature", pool -> withoutSignature(pool) + "." + "A".repeat(342)),
                token("signature changed in the middle", "bad_signature", pool -> {
                    var token = pool.idToken().toString();
                    int middle = token.lastIndexOf('.') + 100;
                    return token.substring(0, middle)
                            + (token.charAt(middle) == 'A' ? 'B' : 'A')
                            + token.substring(middle + 1);
                }),
                token("signature of another token", "bad_signature", pool -> {
                    var token = pool.idToken();
                    return token.header() + "." + token.payload() + "."
                            + token.claim("sub", "other").signature();
                }),
                token("payload of another token", "bad_signature", pool -> {
                    var token = pool.idToken();
                    var signature = token.signature();
                    return token.header() + "."
                            + token.claim("cognito:groups", List.of("admins")).payload() + "." + signature;
                }),
                token("header changed", "bad_signature", pool -> {
                    var token = pool.idToken();
                    var rest = "." + token.payload() + "." + token.signature();
                    return token.header("typ", "JWT").header() + rest;
                }));
    }

    private static List<Attack> times() {
        var attacks = new ArrayList<>(List.of(
                timed("expired 6 s ago", "expired", (token, now) -> token.claim("exp", now - 6)),
                timed("expired an hour ago", "expired", (token, now) -> token.claim("exp", now - 3600)),
                timed("expired 6 s ago by a fraction", "expired", (token, now) -> token.claim("exp", now - 6 + 0.5)),
                signed("exp negative", "expired", token -> token.claim("exp", -1)),
                signed("exp zero", "expired", token -> token.claim("exp", 0)),
                timed("issued 15 s from now", "not_yet_valid", (token, now) -> token.claim("iat", now + 15)),
                timed("issued in a year", "not_yet_valid", (token, now) -> token.claim("iat", now + 31_536_000)),
                timed(
                        "not to be used before 15 s from now",
                        "not_yet_valid",
                        (token, now) -> token.claim("nbf", now + 15)),
                timed("nbf a string", "malformed_token", (token, now) -> token.claim("nbf", String.valueOf(now))),
                signed("nbf null", "malformed_token", token -> token.claim("nbf", null))));
        for (var claim : List.of("exp", "iat")) {
            attacks.add(signed(claim + " missing", "malformed_token", token -> token.without(claim)));
            attacks.add(signed(claim + " null", "malformed_token", token -> token.claim(claim, null)));
            attacks.add(timed(
                    claim + " a string",
                    "malformed_token",
                    (token, now) -> token.claim(claim, String.valueOf(now + 60))));
            attacks.add(
                    timed(claim + " a list", "malformed_token", (token, now) -> token.claim(claim, List.of(now + 60))));
            attacks.add(signed(claim + " true", "malformed_token", token -> token.claim(claim, true)));
            for (var number : List.of(
                    "NaN",
                    "Infinity",
                    "1e400",
                    "-1e400",
                    "9223372036854775807",
                    "9223372036854775808",
                    "99999999999999999999999999",
                    "253402300800",
                    "0x7fffffff")) {
                attacks.add(signed(claim + " " + number, "malformed_token", token -> token.claimJson(claim, number)));
            }
            attacks.add(timed(
                    claim + " in milliseconds",
                    "malformed_token",
                    (token, now) -> token.claim(claim, (now + 60) * 1000)));
        }
        return attacks;
    }

    private static List<Attack> issuers() {
        var attacks = new ArrayList<>(List.of(
                signed("iss missing", "wrong_issuer", token -> token.without("iss")),
                signed("iss null", "wrong_issuer", token -> token.claim("iss", null)),
                signed("iss empty", "wrong_issuer", token -> token.claim("iss", "")),
                signed("iss a number", "wrong_issuer", token -> token.claim("iss", 1))));
        var edits = new LinkedHashMap<String, Function<String, Object>>();
        edits.put("with a slash behind", issuer -> issuer + "/");
        edits.put("with a space behind", issuer -> issuer + " ");
        edits.put("with a line break behind", issuer -> issuer + "\n");
        edits.put("in a list", issuer -> List.of(issuer));
        edits.put("of another scheme", issuer -> issuer.replace("http:", "https:"));
        edits.put("of another pool", issuer -> issuer + "2");
        edits.put("of another region", issuer -> issuer.replace("us-east-1", "us-east-2"));
        edits.put("of another host", issuer -> issuer.replace("localhost", "localhost.example.com"));
        edits.put("with a user", issuer -> issuer.replace("localhost", "user@localhost"));
        edits.put("in upper case", issuer -> issuer.replace("http://localhost", "HTTP://LOCALHOST"));
        edits.put("with its path written differently", issuer -> issuer.replace("/us-east-1", "/./us-east-1"));
        edits.put("with a fragment", issuer -> issuer + "#");
        edits.forEach((name, edit) -> attacks.add(token(
                "iss " + name,
                "wrong_issuer",
                pool -> pool.idToken().claim("iss", edit.apply(pool.issuer())).toString())));
        return attacks;
    }

    private static List<Attack> uses() {
        return List.of(
                signed("token_use missing", "wrong_token_use", token -> token.without("token_use")),
                signed("token_use null", "wrong_token_use", token -> token.claim("token_use", null)),
                signed("token_use refresh", "wrong_token_use", token -> token.claim("token_use", "refresh")),
                signed("token_use in upper case", "wrong_token_use", token -> token.claim("token_use", "ID")),
                signed("token_use empty", "wrong_token_use", token -> token.claim("token_use", "")),
                signed("token_use a list", "wrong_token_use", token -> token.claim("token_use", List.of("id"))),
                signed("token_use an object", "wrong_token_use", token -> token.claim("token_use", Map.of("id", true))),
                signed("token_use both", "wrong_token_use", token -> token.claim("token_use", "id,access")));
    }

    private static List<Attack> clients() {
        var attacks = new ArrayList<>(List.of(
                signed(
                        "an ID token that says it is an access token",
                        "wrong_client",
                        token -> token.claim("token_use", "access")),
                token(
                        "an access token that says it is an ID token",
                        "wrong_client",
                        pool -> pool.accessToken().claim("token_use", "id").toString())));
        var values = new LinkedHashMap<String, Object>();
        values.put("null", null);
        values.put("empty", "");
        values.put("another client", "someone-elses-client");
        values.put("in upper case", TestUserPool.CLIENT.toUpperCase());
        values.put("with a space", TestUserPool.CLIENT + " ");
        values.put("both clients in one", TestUserPool.CLIENT + "," + TestUserPool.SECOND_CLIENT);
        values.put("a list", List.of(TestUserPool.CLIENT));
        values.put("a list with a foreign entry", List.of(TestUserPool.CLIENT, "someone-elses-client"));
        values.put("a number", 1);
        values.put("an object", Map.of(TestUserPool.CLIENT, true));
        values.forEach((name, value) -> {
            attacks.add(token(
                    "aud of an ID token " + name,
                    "wrong_client",
                    pool -> pool.idToken().claim("aud", value).toString()));
            attacks.add(token(
                    "client_id of an access token " + name,
                    "wrong_client",
                    pool -> pool.accessToken().claim("client_id", value).toString()));
        });
        attacks.add(token(
                "aud of an ID token missing",
                "wrong_client",
                pool -> pool.idToken().without("aud").toString()));
        attacks.add(token(
                "client_id of an access token missing",
                "wrong_client",
                pool -> pool.accessToken().without("client_id").toString()));
        attacks.add(token(
                "aud in place of client_id",
                "wrong_client",
                pool -> pool.accessToken()
                        .without("client_id")
                        .claim("aud", TestUserPool.CLIENT)
                        .toString()));
        return attacks;
    }

    private static List<Attack> subjects() {
        return List.of(
                signed("sub missing", "malformed_token", token -> token.without("sub")),
                signed("sub null", "malformed_token", token -> token.claim("sub", null)),
                signed("sub blank", "malformed_token", token -> token.claim("sub", " ")),
                signed("sub a number", "malformed_token", token -> token.claim("sub", 1)),
                signed("sub a list", "malformed_token", token -> token.claim("sub", List.of("admin"))));
    }

    private static Attack header(String name, String reason, Function<TestUserPool, String> value) {
        return new Attack(name, reason, pool -> List.of(value.apply(pool)));
    }

    private static Attack token(String name, String reason, Function<TestUserPool, String> token) {
        return header(name, reason, pool -> "Bearer " + token.apply(pool));
    }

    /** An ID token, signed by the pool after it was broken. */
    private static Attack signed(String name, String reason, Function<Token, Token> change) {
        return token(name, reason, pool -> change.apply(pool.idToken()).toString());
    }

    private static Attack timed(String name, String reason, BiFunction<Token, Long, Token> change) {
        return signed(name, reason, token -> change.apply(token, System.currentTimeMillis() / 1000));
    }

    private static Attack hs256(String secret, Function<TestUserPool, byte[]> bytes) {
        return token(
                "HS256 with " + secret,
                "wrong_algorithm",
                pool -> pool.idToken()
                        .header("alg", "HS256")
                        .signedAsHs256(bytes.apply(pool))
                        .toString());
    }

    /** A key, or where to find it, in the header of a token that a stranger signed. */
    private static Attack embedded(String parameter, Object value) {
        return signed(
                parameter + " in the header",
                "bad_signature",
                token -> token.header(parameter, value).signedWith(STRANGER));
    }

    private static Attack embeddedKey() {
        return signed(
                "the stranger's key in the header",
                "bad_signature",
                token -> token.signedWith(STRANGER)
                        .header(text -> text.replace("{", "{\"jwk\":" + STRANGER.jwk() + ",")
                                .replaceFirst("\\{\"jwk\":\\{\"jwk\"", "{\"jwk\"")));
    }

    private static String withoutSignature(TestUserPool pool) {
        return cutAt(pool.idToken().toString());
    }

    private static String cutAt(String token) {
        return token.substring(0, token.lastIndexOf('.'));
    }

    private static String cut(String token, int characters) {
        return token.substring(0, token.length() - characters);
    }

    /** The last of 342 characters carries two bits of a signature of 256 bytes: the four others say nothing. */
    private static String respell(String token) {
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return cut(token, 1) + alphabet.charAt(alphabet.indexOf(token.charAt(token.length() - 1)) + 1);
    }

    private static byte[] pem(SigningKey key) {
        return ("-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(key.publicKey().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n")
                .getBytes(US_ASCII);
    }

    /** The name, because JUnit shows it. */
    @Override
    public String toString() {
        return name;
    }
}
