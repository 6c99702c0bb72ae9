using Continuum.Serving.Models.Tokenization;

namespace Continuum.Serving.Models.Lab;

/// <summary>Words from which the built-in tokenizer is learnt: common English and the vocabulary of clinics and networks.</summary>
internal static class LabWords
{
    private const string Function =
        "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one "
        + "you were her all she there would their we him been has when who will more no if out so said what up its about into "
        + "than them can only other new some could time these two may then do first any my now such like our over man me even "
        + "most made after also did many before must through back years where much your way well down should because each just "
        + "those people how too little state good very make world still own see men work long get here between both life being "
        + "under never day same another know while last might us great old year off come since against go came right used take "
        + "three why though again once always often perhaps whether every few several during without within upon until around";

    private const string Stems =
        "ask answer act add agree aim allow appear apply arm arrive art back bank base bath bear beat bed begin bell bend bill bird "
        + "blood blow blue board boat body bone book boot bottle bottom box brain branch bread break breath brick bridge bright bring "
        + "broad brother brown brush bucket build bulb burn burst business butter button buy cable call calm camera canvas card care "
        + "carry cart case catch cause cell chain chair chalk chance change channel charge chart cheap check chest chief child choose "
        + "circle city claim class clean clear climb clinic clock close cloth cloud coal coat code cold collar collect color comb "
        + "comfort command common company compare compute concern condition connect consent console contain control cook cool copper "
        + "copy cord core cork corner cost cotton cough count country course court cover crack credit crime cross cruel crush cry "
        + "current curtain curve cushion damage danger dark data daughter dead deal dear death debt decide decision deep degree delay "
        + "deliver depend describe design desire detail develop device differ digest direct disease discover disk distance divide "
        + "doctor dog door doubt draw dream dress drink drive drop dry dust ear early earth east easy edge effect egg elastic electric "
        + "enable end engine enter equal error event example exchange exist expand expect expert explain face fact fail fall false "
        + "family farm fast father fear feather feel female fever field fight figure file fill filter final find fine finger fire "
        + "fish fix flag flame flat flight float floor flow flower fly fold follow food foot force form forward frame free frequent "
        + "friend front fruit full future garden gate gather general gentle gift girl give glass glove gold govern grain grant grass "
        + "grave green grey grip group grow guard guide hair hammer hand hang happen happy harbor hard harm hat hate head health hear "
        + "heart heat help hide high history hold hole hollow home hook hope horn horse hospital host hour house humor hundred ice "
        + "idea image impulse increase index inform ink insect inspect instrument insure intent interest invent iron island jelly join "
        + "journey judge jump keep kettle key kick kind kiss kitchen knee knife knot label lake lamp land language large laugh law lay "
        + "layer lead leaf learn leave left leg letter level library lift light limit line link lip liquid list listen lock look loose "
        + "loss loud love low machine main map mark market mass match material matter meal mean measure meat medical meet memory mend "
        + "message metal middle milk mind mine minute mist mix model money monitor month moon morning mother motion mountain mouth move "
        + "muscle music nail name narrow nation natural near neck need needle nerve nest network night node noise normal north nose note "
        + "number nurse nut observe ocean offer office oil open operate opinion orange order organ origin owner packet page pain paint "
        + "paper parallel parcel part pass past paste path patient pattern pay peace pen pencil person phase physical picture pin pipe "
        + "place plan plane plant plate play please plough pocket point poison police policy polish poor port position possible pot "
        + "potato powder power present press price print prison private probable process produce profit promise proof property propose "
        + "protect protest prove public pull pump punish purpose push put quality question queue quick quiet rail rain range rate ray "
        + "reach react read ready real reason receive record recover red refuse region regret regular reject relate release religion "
        + "remain remember remove repeat replace reply report represent request require reserve respect rest result return reward rhythm "
        + "rice ride ring risk river road rock roll roof room root rough round route rub rule run sad safe sail salt sample sand scale "
        + "scan school science scissors screw sea seal search seat second secret secure seed seem select self sell send sense separate "
        + "serious serve server service session set settle shade shake shape share sharp sheep sheet shelf ship shirt shock shoe short "
        + "show shut side sign signal silk silver simple sister size skin skirt sky sleep slip slope slow small smash smell smile smoke "
        + "smooth snake snow soap social society sock soft solid son song sort sound soup south space speak special speed spend sponge "
        + "spoon spring square stage stamp stand star start station steam steel stem step stick stiff still stitch stocking stomach stone "
        + "stop store story straight strange stream street stretch strong structure substance success sudden sugar suggest summer sun "
        + "supply support surprise sweet swim switch symptom system table tail talk tall taste tax teach tear tenant test text thank "
        + "theory thick thin thing think thought thread throat throttle throw thumb thunder ticket tight tin tired title toe token tomorrow "
        + "tongue tooth top touch town trace trade traffic train transfer transport tray treat tree triage trick trouble trust try turn "
        + "twist umbrella understand unit update use value verify verse vessel view violent virtual visit voice volume wait walk wall war "
        + "warm warn wash waste watch water wave wax weather week weight west wet wheel whip whistle white wide wind window wine wing "
        + "winter wire wise wish woman wonder wood wool word worm wound write wrong yellow yes yesterday young zone";

    private static readonly string[] Suffixes = ["", "s", "ed", "ing", "er", "ly", "ment", "able", "ness", "less", "ful", "ation"];

    /// <summary>All words as the tokenizer spells them: with a leading space, plain and capitalised.</summary>
    public static IReadOnlySet<string> Spellings { get; } = Words().SelectMany(w => Variants(w.Word).Select(v => v.Spelling)).ToHashSet(StringComparer.Ordinal);

    public static IEnumerable<(string Word, long Weight)> Corpus() => Words()
        .SelectMany(w => Variants(w.Word).Select(v => (v.Spelling, Weight: w.Weight * v.Share)))
        .Concat(Marks()).GroupBy(w => w.Spelling, w => w.Weight, StringComparer.Ordinal)
        .Select(g => (g.Key, g.Sum())).OrderBy(w => w.Key, StringComparer.Ordinal);

    private static IEnumerable<(string Word, long Weight)> Words()
    {
        var rank = 0;
        foreach (var word in Function.Split(' ')) yield return (word, 4_000_000 / ++rank);
        foreach (var stem in Stems.Split(' '))
        {
            rank++;
            for (var s = 0; s < Suffixes.Length; s++) yield return (Inflect(stem, Suffixes[s]), 4_000_000 / rank / (1 + 2 * s));
        }
    }

    private static string Inflect(string stem, string suffix) =>
        stem.EndsWith('e') && (suffix is "ed" or "ing" or "er" or "able" or "ation") ? stem[..^1] + suffix : stem + suffix;

    private static IEnumerable<(string Spelling, long Share)> Variants(string word)
    {
        yield return (ByteAlphabet.Encode(" " + word), 6);
        yield return (ByteAlphabet.Encode(word), 1);
        var capital = char.ToUpperInvariant(word[0]) + word[1..];
        yield return (ByteAlphabet.Encode(" " + capital), 1);
        yield return (ByteAlphabet.Encode(capital), 1);
    }

    private static IEnumerable<(string Spelling, long Weight)> Marks()
    {
        for (var n = 0; n < 1000; n++) yield return (ByteAlphabet.Encode(" " + n), 300);
        foreach (var mark in new[] { "\n\n", "...", "--", "://", "==", "**", "();", ".\n", ",\n", "  ", "    ", "        " })
            yield return (ByteAlphabet.Encode(mark), 20_000);
    }
}
