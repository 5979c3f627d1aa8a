"""The small networks that both engines are given: to Raster Vision as external models of torch.hub.

All are without pretrained weights. The seed makes both engines begin with the same numbers.
"""

dependencies = ["torch", "torchvision"]


def small_unet(num_classes, seed):
    """A U-Net with 0.6 million parameters for (B, 3, H, W), H and W multiples of 8."""
    import itertools

    import torch
    from torch import nn

    def block(given, wanted):
        layers = []
        for channels in (given, wanted):
            layers += [nn.Conv2d(channels, wanted, 3, padding=1, bias=False)]
            layers += [nn.BatchNorm2d(wanted), nn.ReLU(inplace=True)]
        return nn.Sequential(*layers)

    class SmallUNet(nn.Module):
        def __init__(self):
            super().__init__()
            widths = (8, 16, 64, 160)
            self.stem = nn.Sequential(
                nn.Conv2d(3, widths[0], 3, stride=2, padding=1, bias=False),
                nn.BatchNorm2d(widths[0]),
                nn.ReLU(inplace=True),
            )
            self.down = nn.ModuleList(
                block(above, below) for above, below in itertools.pairwise(widths)
            )
            self.up = nn.ModuleList(
                block(above + below, above) for above, below in itertools.pairwise(widths)
            )
            self.head = nn.Conv2d(widths[0], num_classes, 1)

        def forward(self, images):
            features = [self.stem(images)]
            for down in self.down:
                features.append(down(nn.functional.max_pool2d(features[-1], 2)))
            seen = features.pop()
            for up in reversed(self.up):
                wider = nn.functional.interpolate(seen, scale_factor=2.0, mode="nearest")
                seen = up(torch.cat([features.pop(), wider], dim=1))
            logits = self.head(seen)
            return nn.functional.interpolate(
                logits, scale_factor=2.0, mode="bilinear", align_corners=False
            )

    _begin_with(seed)
    return SmallUNet()


def small_classifier(num_classes, seed):
    """A plain convolutional network with 0.4 million parameters."""
    from torch import nn

    _begin_with(seed)
    layers = []
    for given, wanted in ((3, 16), (16, 32), (32, 64), (64, 128), (128, 256)):
        layers += [nn.Conv2d(given, wanted, 3, stride=2, padding=1, bias=False)]
        layers += [nn.BatchNorm2d(wanted), nn.ReLU(inplace=True)]
    pool = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(256, num_classes)]
    return nn.Sequential(*layers, *pool)


def small_detector(num_classes, seed, mean=None, std=None):
    """Faster R-CNN on MobileNetV3 small; class 0 is background, which is counted here.

    `mean` and `std` are what it takes off its input itself; torchvision's for photographs if None.
    """
    from torchvision.models.detection import FasterRCNN
    from torchvision.models.detection.anchor_utils import AnchorGenerator
    from torchvision.models.detection.backbone_utils import mobilenet_backbone
    from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead

    _begin_with(seed)
    backbone = mobilenet_backbone(
        backbone_name="mobilenet_v3_large",
        weights=None,
        fpn=True,
        trainable_layers=6,
        returned_layers=[2, 3, 4],
        norm_layer=_batch_norm,
    )
    anchors = ((16, 32), (48, 64), (96, 128), (192, 256))
    roi_px = 7
    return FasterRCNN(
        backbone,
        min_size=256,
        max_size=256,
        image_mean=mean,
        image_std=std,
        rpn_anchor_generator=AnchorGenerator(anchors, ((0.5, 1.0, 2.0),) * len(anchors)),
        rpn_pre_nms_top_n_train=500,
        rpn_post_nms_top_n_train=300,
        rpn_pre_nms_top_n_test=500,
        rpn_post_nms_top_n_test=300,
        box_batch_size_per_image=128,
        box_head=TwoMLPHead(backbone.out_channels * roi_px**2, 256),
        box_predictor=FastRCNNPredictor(256, num_classes + 1),
    )


def _batch_norm(channels):
    from torch import nn

    return nn.BatchNorm2d(channels, eps=0.001, momentum=0.03)


def _begin_with(seed):
    import random

    import numpy as np
    import torch

    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - what Raster Vision and its packages draw from
    torch.manual_seed(seed)
