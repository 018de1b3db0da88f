package dev.spacefinder.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;

import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/**
 * A JSON Web Token in its only form here: three segments of base64url without padding (RFC 7515, section 7.1). Of an
 * unverified one nothing is read but the header. Written on the JDK's own parts, because the first signature that
 * jose4j verifies makes it look up every algorithm it knows: time that each cold start would pay.
 */
final class SignedToken {

    /** API Gateway takes headers of 10 kB at most; a token beyond this cannot be one of Cognito's. */
    private static final int MAX_LENGTH = 16 * 1024;

    private static final String RS256 = "SHA256withRSA";

    private final String signed;
    private final String payload;
    private final String signature;
    private final Map<String, Object> header;

    private SignedToken(String signed, String payload, String signature, Map<String, Object> header) {
        this.signed = signed;
        this.payload = payload;
        this.signature = signature;
        this.header = header;
    }

    /** @throws InvalidToken if it is not of that form, or asks for an extension (RFC 7515, section 4.1.11) */
    static SignedToken of(String token) throws InvalidToken {
        if (token.length() > MAX_LENGTH) {
            throw new InvalidToken(Reason.MALFORMED_TOKEN);
        }
        int endOfHeader = token.indexOf('.');
        int endOfPayload = token.indexOf('.', endOfHeader + 1);
        if (endOfHeader < 1 || endOfPayload < 0 || !isBase64Url(token, endOfHeader, endOfPayload)) {
            throw new InvalidToken(Reason.MALFORMED_TOKEN);
        }
        var header = json(token.substring(0, endOfHeader));
        if (header.containsKey("crit")) {
            throw new InvalidToken(Reason.MALFORMED_TOKEN);
        }
        return new SignedToken(
                token.substring(0, endOfPayload),
                token.substring(endOfHeader + 1, endOfPayload),
                token.substring(endOfPayload + 1),
                header);
    }

    /** What the header says of the algorithm, whatever its type; null if nothing. */
    Object algorithm() {
        return header.get("alg");
    }

    /** What the header says of the key, whatever its type; null if nothing. */
    Object keyId() {
        return header.get("kid");
    }

    boolean isSignedBy(PublicKey key) {
        try {
            var bytes = Base64.getUrlDecoder().decode(signature);
            var rs256 = Signature.getInstance(RS256);
            rs256.initVerify(key);
            rs256.update(signed.getBytes(US_ASCII));
            return rs256.verify(bytes) && isTheOneSpelling(signature, bytes);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /** The claims, to be looked at only after the signature. */
    Map<String, Object> claims() throws InvalidToken {
        return json(payload);
    }

    private static boolean isBase64Url(String token, int firstDot, int secondDot) {
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            boolean inAlphabet =
                    c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
            if (!inAlphabet && i != firstDot && i != secondDot) {
                return false;
            }
        }
        return true;
    }

    /** The last character's spare bits could be anything, and make many tokens out of one. */
    private static boolean isTheOneSpelling(String base64Url, byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(base64Url);
    }

    /** jose4j's parser refuses names that stand twice, and does not recurse. */
    private static Map<String, Object> json(String segment) throws InvalidToken {
        try {
            return JsonUtil.parseJson(new String(Base64.getUrlDecoder().decode(segment), UTF_8));
        } catch (JoseException | IllegalArgumentException e) {
            throw new InvalidToken(Reason.MALFORMED_TOKEN);
        }
    }
}
