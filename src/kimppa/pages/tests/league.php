<?php
// Reads a JSON list of Markdown texts and answers their HTML, with the settings of a Finna view.
require_once 'League/CommonMark/autoload.php';
use League\CommonMark\Environment\Environment;
use League\CommonMark\Extension\Autolink\AutolinkExtension;
use League\CommonMark\Extension\CommonMark\CommonMarkCoreExtension;
use League\CommonMark\Extension\ExternalLink\ExternalLinkExtension;
use League\CommonMark\MarkdownConverter;
$finna = json_decode(file_get_contents(__DIR__ . '/finna.json'), true);
$environment = new Environment([
    'html_input' => 'allow',
    'allow_unsafe_links' => false,
    'renderer' => ['soft_break' => '<br>'],
    'external_link' => [
        'internal_hosts' => array_map(fn($pattern) => "/$pattern/", $finna['internal_hosts']),
        'open_in_new_window' => true,
        'nofollow' => 'external',
        'noopener' => 'external',
        'noreferrer' => 'external',
    ],
]);
$environment->addExtension(new CommonMarkCoreExtension());
$environment->addExtension(new AutolinkExtension());
$environment->addExtension(new ExternalLinkExtension());
$converter = new MarkdownConverter($environment);
$texts = json_decode(stream_get_contents(STDIN), true);
echo json_encode(array_map(fn($text) => $converter->convert($text)->getContent(), $texts));
