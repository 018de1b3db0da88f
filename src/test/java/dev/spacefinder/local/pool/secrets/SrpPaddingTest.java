package dev.spacefinder.local.pool.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import dev.spacefinder.testing.HostileText;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Numbers of every length, with the top bit set and without: the server hashes them as the clients do. */
class SrpPaddingTest {

    private static final String POOL_NAME = "SpacesDev";
    private static final String USERNAME = "visitor";
    private static final BigInteger G = BigInteger.TWO;

    @Property(seed = HostileText.SEED, tries = 5, edgeCases = EdgeCasesMode.NONE)
    void clientAndServerDrawTheSameKey(
            @ForAll("secrets") BigInteger a,
            @ForAll("secrets") BigInteger b,
            @ForAll("salts") BigInteger salt,
            @ForAll("passwords") String password) {
        var clientNumber = G.modPow(a, Srp.N);
        var verifier = Srp.verifier(POOL_NAME, USERNAME, password, salt);
        var serverNumber = Srp.publicNumber(verifier, b);

        assertArrayEquals(
                clientsKey(a, serverNumber, salt, password), Srp.sessionKey(clientNumber, serverNumber, verifier, b));
    }

    @Property(seed = HostileText.SEED, tries = 50, edgeCases = EdgeCasesMode.NONE)
    void noMultipleOfThePrimeAndNothingBelowOneIsAClientsNumber(
            @ForAll("factors") BigInteger factor, @ForAll("salts") BigInteger offset) {
        var multiple = Srp.N.multiply(factor);

        assertFalse(Srp.isAcceptable(multiple));
        assertFalse(Srp.isAcceptable(multiple.abs().negate().subtract(offset)));
        assertTrue(Srp.isAcceptable(multiple.abs().add(offset)));
    }

    /** Small ones make public numbers of every length, as 2^a is one; great ones are those of real clients. */
    @Provide
    Arbitrary<BigInteger> secrets() {
        return Arbitraries.oneOf(
                Arbitraries.bigIntegers().between(BigInteger.ONE, BigInteger.valueOf(3000)),
                Arbitraries.bigIntegers().between(BigInteger.ONE, BigInteger.ONE.shiftLeft(256)));
    }

    @Provide
    Arbitrary<BigInteger> salts() {
        return Arbitraries.integers()
                .between(1, 128)
                .flatMap(bits -> Arbitraries.bigIntegers()
                        .between(BigInteger.ONE.shiftLeft(bits - 1), BigInteger.ONE.shiftLeft(bits)));
    }

    @Provide
    Arbitrary<BigInteger> factors() {
        return Arbitraries.bigIntegers().between(BigInteger.valueOf(-1000), BigInteger.valueOf(1000));
    }

    @Provide
    Arbitrary<String> passwords() {
        return HostileText.unicode();
    }

    /** What amazon-cognito-identity-js computes: S = (B - k·g^x)^(a + u·x). */
    private static byte[] clientsKey(BigInteger a, BigInteger serverNumber, BigInteger salt, String password) {
        var k = hash(padHex(Srp.N), padHex(G));
        var u = hash(padHex(G.modPow(a, Srp.N)), padHex(serverNumber));
        var identity = HexFormat.of().formatHex(sha256((POOL_NAME + USERNAME + ":" + password).getBytes(UTF_8)));
        var x = hash(padHex(salt), identity);
        var shared =
                serverNumber.subtract(k.multiply(G.modPow(x, Srp.N))).mod(Srp.N).modPow(a.add(u.multiply(x)), Srp.N);
        var extracted = hmac(HexFormat.of().parseHex(padHex(u)), HexFormat.of().parseHex(padHex(shared)));
        return Arrays.copyOf(hmac(extracted, "Caldera Derived Key\u0001".getBytes(UTF_8)), 16);
    }

    /** Its padHex: an even number of digits, and a zero byte before a first digit of 8 or more. */
    private static String padHex(BigInteger number) {
        var digits = number.toString(16);
        if (digits.length() % 2 == 1) {
            return "0" + digits;
        }
        return "89abcdef".indexOf(digits.charAt(0)) >= 0 ? "00" + digits : digits;
    }

    private static BigInteger hash(String... digits) {
        return new BigInteger(1, sha256(HexFormat.of().parseHex(String.join("", digits))));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] key, byte[] bytes) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
